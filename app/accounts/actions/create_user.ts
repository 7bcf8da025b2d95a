import type { Actor } from '#core/access'
import { Forbidden } from '#core/exceptions'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'
import { hashNewPassword } from '#accounts/passwords'
import { setGroups } from '#accounts/user_groups'
import { prepareUserRow, refuseTakenName } from '#accounts/user_row'

export interface NewUser {
  username: string
  password: string
  email?: string
  firstName?: string
  lastName?: string
  isActive?: boolean
  isStaff?: boolean
  isSuperuser?: boolean
  groupIds?: readonly number[]
}

/** Makes a user and gives their id. Refuses a name that is taken and a poor password. */
export async function createUser(
  values: NewUser,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  if (values.isSuperuser && !actor.isSuperuser) throw new Forbidden('admin', 'change')
  const row = prepareUserRow(values)
  const password = await hashNewPassword(values)
  return transact(async (unit) => {
    await authCache.changed(unit)
    await refuseTakenName(unit, values.username)
    const moment = now()
    const [id] = await unit.trx
      .table('users')
      .insert({ ...row, password, created_at: moment, updated_at: moment })
    await setGroups(unit, id, values.groupIds ?? [])
    const changes = { ...values, password: undefined }
    await audit(unit, actor, { action: 'create', model: 'user', modelId: id, changes })
    return id
  }, outer)
}
