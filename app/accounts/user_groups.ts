import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'

/** Makes the user a member of exactly these groups. */
export async function setGroups(
  unit: UnitOfWork,
  userId: number,
  groupIds: readonly number[]
): Promise<void> {
  const wanted = [...new Set(groupIds)]
  const known = await unit.trx.from('groups').whereIn('id', wanted).select('id')
  if (known.length < wanted.length) throw InvalidInput.field('groups', t('There is no such group.'))
  await unit.trx.from('group_user').where('user_id', userId).delete()
  if (wanted.length === 0) return
  await unit.trx
    .table('group_user')
    .multiInsert(wanted.map((groupId) => ({ user_id: userId, group_id: groupId })))
}
