import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { selectRows } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'

const COUNT_ADMINISTRATORS = `
  SELECT COUNT(*) AS total FROM users
  WHERE is_active = 1 AND (is_superuser = 1 OR id IN (
    SELECT group_user.user_id FROM group_user
    JOIN rule_sets ON rule_sets.group_id = group_user.group_id
    WHERE rule_sets.area = 'admin' AND rule_sets.can_change = 1
  ))`

/**
 * Refuses a change after which nobody could manage users. Call it after the change, in its
 * transaction, which must have raised `auth_versions` first: so two such changes queue up.
 */
export async function requireAdministrator(unit: UnitOfWork): Promise<void> {
  const [{ total }] = await selectRows<{ total: number | string }>(unit.trx, COUNT_ADMINISTRATORS)
  if (Number(total) > 0) return
  throw InvalidInput.whole(
    t('This would leave nobody who can manage users: the last administrator stays.')
  )
}
