import type { Actor } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'

/** Ends a token at once. One's own, or as an administrator anybody's. */
export function revokeToken(tokenId: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    await authCache.changed(unit)
    const token = await unit.trx.from('api_tokens').where('id', tokenId).first()
    const isTheirs = token?.user_id === actor.id
    if (!token || (!isTheirs && !actor.isSuperuser && !actor.rights.has('admin.view'))) {
      throw new NotFound('Token')
    }
    if (!isTheirs && !actor.isSuperuser && !actor.rights.has('admin.change')) {
      throw new Forbidden('admin', 'change')
    }
    await unit.trx
      .from('api_tokens')
      .where('id', tokenId)
      .whereNull('revoked_at')
      .update({ revoked_at: now() })
    await audit(unit, actor, {
      action: 'revoke',
      model: 'token',
      modelId: tokenId,
      changes: { name: token.name, user: token.user_id },
    })
  }, outer)
}
