import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { media } from '#files/media'

/** Only what this product keeps itself: pictures, each under a name that changes with its content. */
const PICTURE = /^parts\/\d+\/[0-9a-f]{32}-(?:64|256|1024)\.webp$/
const A_DAY_PRIVATE = 'private, max-age=86400'

/** Uploaded files, for those who may see what they belong to. */
export default class MediaController {
  async show({ request, response, params }: HttpContext) {
    const key: string = params['*'].join('/')
    const file = PICTURE.test(key) ? await media.find(key) : null
    if (!file) throw new NotFound('File')
    response.header('cache-control', A_DAY_PRIVATE)
    response.header('etag', `"${key.slice(key.lastIndexOf('/') + 1)}"`)
    response.header('x-content-type-options', 'nosniff')
    response.header('content-security-policy', "default-src 'none'; sandbox")
    response.type('image/webp')
    if (response.fresh()) return response.status(304).send('')
    response.header('content-length', String(file.bytes))
    if (request.method() === 'HEAD') return response.send('')
    return response.stream(await file.stream())
  }
}
