import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { attachmentNamed } from '#core/export/formats'
import { mediaStore } from '#files/stores'

export async function sendFile(
  ctx: HttpContext,
  key: string,
  { name, contentType, etag, isInline }: SentFile
) {
  const file = await mediaStore.find(key)
  if (!file) throw new NotFound('File')
  const { request, response } = ctx
  response.header('content-type', contentType)
  response.header('etag', etag)
  response.header('content-disposition', isInline ? 'inline' : attachmentNamed(name))
  response.header('x-content-type-options', 'nosniff')
  response.header('content-security-policy', "default-src 'none'; sandbox")
  response.header('cache-control', 'private, max-age=86400')
  if (response.fresh()) return response.status(304).send('')
  response.header('content-length', String(file.bytes))
  if (request.method() === 'HEAD') return response.send('')
  return response.stream(await file.stream())
}

export interface SentFile {
  name: string
  contentType: string
  etag: string
  isInline: boolean
}
