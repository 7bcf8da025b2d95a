import type { HttpContext } from '@adonisjs/core/http'

const KEY = 'bincard.user'

/** Begins the user's session under a new session id, so that one planted before is worth nothing. */
export function beginSession(
  { session }: HttpContext,
  user: { id: number; sessionVersion: number }
): void {
  session.clear()
  session.regenerate()
  session.put(KEY, { id: user.id, version: user.sessionVersion })
}

export function endSession({ session }: HttpContext): void {
  session.clear()
  session.regenerate()
}
