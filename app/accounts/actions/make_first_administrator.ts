import { Conflict } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { createUser } from '#accounts/actions/create_user'
import { ensureStandardGroups } from '#accounts/actions/ensure_standard_groups'
import { SYSTEM } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'

export interface FirstAdministrator {
  username: string
  password: string
  email?: string
  firstName?: string
  lastName?: string
}

/**
 * Makes the standard groups and the first user, who may do everything, and gives their id. Throws
 * {@link Conflict} when there is a user already.
 */
export function makeFirstAdministrator(
  values: FirstAdministrator,
  outer?: UnitOfWork
): Promise<number> {
  return transact(async (unit) => {
    // Raised first: on MySQL the row's lock makes two set-ups at once queue up.
    await authCache.changed(unit)
    if (await unit.trx.from('users').first()) throw new Conflict(t('Bincard is set up already.'))
    const groups = await ensureStandardGroups(unit)
    return createUser(
      { ...values, isStaff: true, isSuperuser: true, groupIds: [groups.administrator] },
      SYSTEM,
      unit
    )
  }, outer)
}
