import type { HttpContext } from '@adonisjs/core/http'
import type { Actor } from '#core/access'
import { authCache } from '#accounts/auth_cache'

const KEY = 'bincard.user'

interface SessionUser {
  id: number
  version: number
}

/** Begins the user's session under a new session id, so that one planted before is worth nothing. */
export function beginSession(
  { session }: HttpContext,
  user: { id: number; sessionVersion: number }
): void {
  session.clear()
  session.regenerate()
  session.put(KEY, { id: user.id, version: user.sessionVersion } satisfies SessionUser)
}

export function endSession({ session }: HttpContext): void {
  session.clear()
  session.regenerate()
}

/** Who the session belongs to. It ends with the account, and with the password it was begun with. */
export function sessionActor(ctx: HttpContext): Promise<Actor | null> {
  return followSession(ctx)()
}

/** Tells, now and later, who a request's session belongs to; keeps nothing else of the request. */
export function followSession({ session }: HttpContext): () => Promise<Actor | null> {
  const user = session.get(KEY) as SessionUser | undefined
  return () => actorOf(user)
}

async function actorOf(user: SessionUser | undefined): Promise<Actor | null> {
  const actor = user ? await authCache.actor(user.id) : null
  return actor?.isActive && actor.sessionVersion === user?.version ? actor : null
}
