import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { Actor } from '#core/access'
import { recordEndedSession } from '#accounts/actions/record_ended_session'
import { authCache } from '#accounts/auth_cache'

const KEY = 'bincard.user'

interface SessionUser {
  id: number
  version: number
  /** By which the server knows that somebody has signed out of it; those of an older version have none. */
  key?: string
}

/** Begins the user's session under a new session id, so that one planted before is worth nothing. */
export function beginSession(
  { session }: HttpContext,
  user: { id: number; sessionVersion: number }
): void {
  session.clear()
  session.regenerate()
  const own: SessionUser = { id: user.id, version: user.sessionVersion, key: randomUUID() }
  session.put(KEY, own)
}

/** Ends the session everywhere: in each tab, with its live streams, and for whoever has a copy of the cookie. */
export async function endSession({ session }: HttpContext): Promise<void> {
  const { key } = (session.get(KEY) ?? {}) as Partial<SessionUser>
  session.clear()
  session.regenerate()
  if (key) await recordEndedSession(key)
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
  if (!actor?.isActive || actor.sessionVersion !== user?.version) return null
  return user.key && (await authCache.isEnded(user.key)) ? null : actor
}
