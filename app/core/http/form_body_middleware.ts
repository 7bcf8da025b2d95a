import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { BadRequest } from '#core/exceptions'

/**
 * Pages: lets only those bodies through that a browser's form sends, before anything is read. Files
 * are not taken, so nobody can fill the disk with them, but where `takesFile` says so and a handler
 * reads them by #core/http/read_upload; JSON only where `takesJson` says so.
 */
export default class FormBodyMiddleware {
  handle({ request }: HttpContext, next: NextFn, takes: Taken = {}) {
    const { 'content-type': type = '', 'content-encoding': encoding } = request.headers()
    if (encoding || !isTaken(type, takes)) {
      throw new BadRequest('Only what a form sends is taken here.', 415)
    }
    return next()
  }
}

interface Taken {
  takesJson?: boolean
  takesFile?: boolean
}

function isTaken(type: string, { takesJson = false, takesFile = false }: Taken): boolean {
  if (/^\s*multipart\//i.test(type)) return takesFile
  return takesJson || !/^\s*application\/json/i.test(type)
}
