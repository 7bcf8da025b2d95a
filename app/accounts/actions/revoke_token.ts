import { can, type Actor } from '#core/access'
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
    if (!token) throw new NotFound('Token')
    refuseStranger(token, actor)
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

/** To those who manage nobody, other people's tokens do not exist. */
function refuseStranger(token: { user_id: number }, actor: Actor): void {
  if (token.user_id === actor.id || can(actor, 'admin', 'change')) return
  throw can(actor, 'admin', 'view') ? new Forbidden('admin', 'change') : new NotFound('Token')
}
