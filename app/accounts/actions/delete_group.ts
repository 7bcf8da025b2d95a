import type { Actor } from '#core/access'
import { InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'

/** Deletes a group that nobody is in. */
export function deleteGroup(groupId: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    await authCache.changed(unit)
    const group = await unit.trx.from('groups').where('id', groupId).first()
    if (!group) throw new NotFound('Group')
    const member = await unit.trx.from('group_user').where('group_id', groupId).first()
    if (member) throw InvalidInput.whole(t('Take its users out of the group first.'))
    await unit.trx.from('groups').where('id', groupId).delete()
    await audit(unit, actor, {
      action: 'delete',
      model: 'group',
      modelId: groupId,
      changes: { name: group.name },
    })
  }, outer)
}
