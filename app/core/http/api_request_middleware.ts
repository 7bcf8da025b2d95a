import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { BadRequest } from '#core/exceptions'
import { allowedMethods } from '#core/http/endpoint'

/** The API speaks JSON only: who accepts nothing of the kind is told so before anything else. */
export default class ApiRequestMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    const accept = ctx.request.request.headers.accept
    if (accept !== undefined && !acceptsJson(accept)) {
      throw new BadRequest('Could not satisfy the request Accept header.', 406)
    }
    ctx.response.header('allow', allowedMethods(ctx.route?.pattern))
    return next()
  }
}

function acceptsJson(accept: string): boolean {
  return accept
    .split(',')
    .some((range) => /^\s*(?:\*\/\*|application\/(?:\*|json))\s*(?:;|$)/i.test(range))
}
