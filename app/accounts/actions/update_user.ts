import type { Actor } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { requireAdministrator } from '#accounts/administrators'
import { audit } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'
import { setGroups } from '#accounts/user_groups'
import { prepareUserRow, refuseTakenName, type UserValues } from '#accounts/user_row'

export interface UserChanges extends UserValues {
  id: number
  groupIds?: readonly number[]
}

/**
 * Changes a user; what is not given stays. Deactivating ends the user's sessions. Refuses to take
 * the last administrator away, and to touch a superuser unless the actor is one.
 */
export function updateUser(values: UserChanges, actor: Actor, outer?: UnitOfWork): Promise<void> {
  const { id, groupIds, ...changes } = values
  const row = prepareUserRow(changes)
  return transact(async (unit) => {
    await authCache.changed(unit)
    const user = await unit.trx.from('users').where('id', id).first()
    if (!user) throw new NotFound('User')
    refuseSuperuser(actor, Boolean(user.is_superuser || changes.isSuperuser))
    if (changes.username !== undefined) await refuseTakenName(unit, changes.username, id)
    if (changes.isActive === false) row.session_version = user.session_version + 1
    await unit.trx
      .from('users')
      .where('id', id)
      .update({ ...row, updated_at: now() })
    if (groupIds) await setGroups(unit, id, groupIds)
    await requireAdministrator(unit)
    await audit(unit, actor, {
      action: 'change',
      model: 'user',
      modelId: id,
      changes: { ...changes, ...(groupIds ? { groupIds } : {}) },
    })
  }, outer)
}

function refuseSuperuser(actor: Actor, concernsSuperuser: boolean): void {
  if (concernsSuperuser && !actor.isSuperuser) throw new Forbidden('admin', 'change')
}
