import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest, InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'

export interface Upload {
  name: string
  bytes: Uint8Array
}

export interface UploadOptions {
  /** The name of the form's file input; also of what refusals are about. */
  field: string
  largestBytes: number
}

/** The other fields and the frame of a multipart body. */
const ROOM_BESIDE_THE_FILE = 65_536
const MEGABYTE = 1_048_576

/**
 * The one file of a multipart form, read into memory: nothing lies anywhere until it was looked at.
 * For routes with `uploadMiddleware()`. Throws {@link InvalidInput} when there is no file or it is
 * too large, and 400 when the upload broke off.
 */
export async function readUpload(ctx: HttpContext, options: UploadOptions): Promise<Upload> {
  const bytes = await readBytes(ctx, options)
  const form = await parse(bytes, ctx.request.header('content-type') ?? '')
  const file = form.get(options.field)
  if (!(file instanceof File) || (file.name === '' && file.size === 0)) {
    throw InvalidInput.field(options.field, t('Choose a file first.'))
  }
  if (file.size > options.largestBytes) throw tooLarge(options)
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

function tooLarge({ field, largestBytes }: UploadOptions): InvalidInput {
  const size = Math.floor(largestBytes / MEGABYTE)
  return InvalidInput.field(field, t('The file is larger than {size} MB.', { size }))
}

async function readBytes({ request }: HttpContext, options: UploadOptions): Promise<Buffer> {
  const limit = options.largestBytes + ROOM_BESIDE_THE_FILE
  if (Number(request.header('content-length') ?? 0) > limit) throw tooLarge(options)
  const chunks: Buffer[] = []
  let length = 0
  try {
    // Leaving the loop early must not cut the connection: the refusal still has to be sent on it.
    for await (const chunk of request.request.iterator({ destroyOnReturn: false })) {
      length += chunk.length
      if (length > limit) break
      chunks.push(chunk)
    }
  } catch {
    throw brokenOff()
  }
  if (length > limit) throw tooLarge(options)
  return Buffer.concat(chunks, length)
}

async function parse(bytes: Buffer, contentType: string): Promise<FormData> {
  try {
    const headers = { 'content-type': contentType }
    return await new Response(new Uint8Array(bytes), { headers }).formData()
  } catch {
    throw brokenOff()
  }
}

function brokenOff(): BadRequest {
  return new BadRequest(t('The upload broke off. Try again.'))
}
