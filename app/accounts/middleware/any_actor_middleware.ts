import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Unauthenticated } from '#core/exceptions'
import ApiActorMiddleware from '#accounts/middleware/api_actor_middleware'
import { sessionActor } from '#accounts/session'

/** Files: asked for by pages with the session's cookie, and by programs with their token. */
export default class AnyActorMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (ctx.request.header('authorization')) return new ApiActorMiddleware().handle(ctx, next)
    const actor = await sessionActor(ctx)
    if (!actor) throw new Unauthenticated()
    ctx.actor = actor
    return next()
  }
}
