import type { Actor } from '#core/access'
import type { UnitOfWork } from '#core/unit_of_work'
import { updateUser } from '#accounts/actions/update_user'

/**
 * Takes a user out of service. The row stays, because the ledger and the audit log name it; sessions
 * and tokens end at once. Refuses to take the last administrator away.
 */
export function deleteUser(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return updateUser({ id, isActive: false }, actor, outer)
}
