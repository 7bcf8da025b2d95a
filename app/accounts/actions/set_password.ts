import type { Actor } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import User from '#accounts/models/user'
import { audit } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'
import { hashNewPassword } from '#accounts/passwords'

export interface NewPassword {
  userId: number
  password: string
  /** The form field that a refusal is about. */
  field?: string
}

/**
 * Gives a user a new password and ends every session begun with the old one; API tokens stay. Gives
 * the session version that new sessions need.
 */
export async function setPassword(
  { userId, password, field }: NewPassword,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  const user = await User.find(userId, outer ? { client: outer.trx } : undefined)
  if (!user) throw new NotFound('User')
  if (user.isSuperuser && !actor.isSuperuser) throw new Forbidden('admin', 'change')
  const hashed = await hashNewPassword({ username: user.username, password }, field)
  return transact(async (unit) => {
    await authCache.changed(unit)
    await unit.trx.from('users').where('id', userId).update({ password: hashed, updated_at: now() })
    await unit.trx.from('users').where('id', userId).increment('session_version', 1)
    await audit(unit, actor, { action: 'change password', model: 'user', modelId: userId })
    const row = await unit.trx.from('users').where('id', userId).select('session_version').first()
    return Number(row.session_version)
  }, outer)
}
