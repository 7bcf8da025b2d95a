import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest } from '#core/exceptions'
import { t } from '#core/i18n'

/**
 * A body of exactly that many bytes, read into memory. For routes with `uploadMiddleware()`.
 * Throws 413 for a longer one and 400 for one that broke off.
 */
export async function readRawBody({ request }: HttpContext, length: number): Promise<Buffer> {
  const announced = Number(request.header('content-length') ?? 0)
  if (announced > length) throw tooLong()
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // Leaving the loop early must not cut the connection: the refusal still has to be sent on it.
    for await (const chunk of request.request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length
      if (bytes > length) break
      chunks.push(chunk)
    }
  } catch {
    throw brokenOff()
  }
  if (bytes > length) throw tooLong()
  if (bytes < length) throw brokenOff()
  return Buffer.concat(chunks, bytes)
}

function tooLong(): BadRequest {
  return new BadRequest(t('More arrived than this part of the file has.'), 413)
}

function brokenOff(): BadRequest {
  return new BadRequest(t('The upload broke off. Try again.'))
}
