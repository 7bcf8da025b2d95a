import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'

/** Notes when the user last signed in. */
export function recordSignIn(userId: number, outer?: UnitOfWork): Promise<void> {
  return transact(async ({ trx }) => {
    await trx.from('users').where('id', userId).update({ last_login_at: now() })
  }, outer)
}
