import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { BadRequest } from '#core/exceptions'

/**
 * Pages: lets only those bodies through that a browser's form sends, before anything is read. Files
 * are not taken, so nobody can fill the disk with them; JSON only where `takesJson` says so.
 */
export default class FormBodyMiddleware {
  handle({ request }: HttpContext, next: NextFn, { takesJson = false } = {}) {
    const { 'content-type': type = '', 'content-encoding': encoding } = request.headers()
    const isJson = /^\s*application\/json/i.test(type)
    if (encoding || /^\s*multipart\//i.test(type) || (isJson && !takesJson)) {
      throw new BadRequest('Only what a form sends is taken here.', 415)
    }
    return next()
  }
}
