import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { can, type Area, type Right } from '#core/access'
import { Forbidden } from '#core/exceptions'

/** Pages: `middleware.can(['part', 'view'])` lets only those through who hold the right. */
export default class CanMiddleware {
  handle(ctx: HttpContext, next: NextFn, [area, right]: [Area, Right]) {
    if (!can(ctx.actor, area, right)) throw new Forbidden(area, right)
    return next()
  }
}
