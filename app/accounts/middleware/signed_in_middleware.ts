import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { can, type Actor, type Area, type Right } from '#core/access'
import { authCache } from '#accounts/auth_cache'

/** Pages: gives the request its actor, or sends the visitor to sign in and back again afterwards. */
export default class SignedInMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const actor = await this.#actor(ctx)
    if (!actor) return this.#askToSignIn(ctx)
    ctx.actor = actor
    ctx.view?.share({
      actor,
      may: (area: Area, right: Right) => can(actor, area, right),
    })
    return next()
  }

  async #actor(ctx: HttpContext): Promise<Actor | null> {
    const session = ctx.session.get('bincard.user') as { id: number; version: number } | undefined
    if (!session) return null
    const actor = await authCache.actor(session.id)
    // A session ends with the account, and with the password it was begun with.
    return actor?.isActive && actor.sessionVersion === session.version ? actor : null
  }

  #askToSignIn(ctx: HttpContext) {
    const wanted = ctx.request.method() === 'GET' ? ctx.request.url(true) : '/'
    const target = `/sign-in?next=${encodeURIComponent(wanted)}`
    if (ctx.request.header('hx-request')) {
      return ctx.response.status(401).header('HX-Redirect', target).send('')
    }
    return ctx.response.redirect(target)
  }
}

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** The signed-in user; set by the signedIn (pages) or apiActor (API) middleware. */
    actor: Actor
  }
}
