import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { can, type Actor, type Area, type Right } from '#core/access'
import { hasUsers } from '#accounts/queries/has_users'
import { sessionActor } from '#accounts/session'

/** Pages: gives the request its actor, or sends the visitor to sign in and back again afterwards. */
export default class SignedInMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    const actor = await sessionActor(ctx)
    if (!actor) return this.#askToSignIn(ctx)
    ctx.actor = actor
    ctx.view?.share({
      actor,
      may: (area: Area, right: Right) => can(actor, area, right),
    })
    // Without this a "back" after signing out would show the page from the browser's memory.
    ctx.response.header('cache-control', 'no-store, private')
    return next()
  }

  async #askToSignIn({ request, response }: HttpContext) {
    const wanted = request.method() === 'GET' ? request.url(true) : pageOf(request)
    const target = (await hasUsers()) ? `/sign-in?next=${encodeURIComponent(wanted)}` : '/set-up'
    if (request.header('hx-request')) {
      return response.status(401).header('HX-Redirect', target).send('')
    }
    return response.redirect(target)
  }
}

/** The page that a form was sent from, to go back to: the browser keeps what was typed in it. */
function pageOf(request: HttpContext['request']): string {
  const from = request.header('referer') ?? ''
  if (!URL.canParse(from)) return '/'
  const { host, pathname, search } = new URL(from)
  return host === request.header('host') ? pathname + search : '/'
}

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** The signed-in user; set by the signedIn (pages) or apiActor (API) middleware. */
    actor: Actor
  }
}
