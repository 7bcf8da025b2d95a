import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { BadRequest } from '#core/exceptions'

/**
 * Pages: lets only those bodies through that a browser's form sends, before anything is read. Files
 * are not taken, so nobody can fill the disk with them, but where `takesFile` says so and a handler
 * reads them by #core/http/read_upload; JSON only where `takesJson` says so.
 */
export default class FormBodyMiddleware {
  handle({ request }: HttpContext, next: NextFn, { takesJson = false, takesFile = false } = {}) {
    const { 'content-type': type = '', 'content-encoding': encoding } = request.headers()
    const isJson = /^\s*application\/json/i.test(type)
    const isFile = /^\s*multipart\//i.test(type)
    if (encoding || (isFile && !takesFile) || (isJson && !takesJson)) {
      throw new BadRequest('Only what a form sends is taken here.', 415)
    }
    return next()
  }
}
