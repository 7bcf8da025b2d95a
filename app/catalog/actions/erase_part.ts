import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { lockRow } from '#core/resource/write_rows'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { deletePart, whyKept } from '#catalog/actions/delete_part'
import { partResource } from '#catalog/resources/part'

/**
 * Deletes a part as InvenTree does: only one that is inactive, not locked, and without history.
 * Throws InvalidInput for any other.
 */
export function erasePart(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, partResource, id)
    if (row.locked) throw InvalidInput.whole(t('Cannot delete this part as it is locked'))
    if (row.is_active) throw InvalidInput.whole(t('Cannot delete this part as it is still active'))
    const reason = await whyKept(unit, id)
    if (reason)
      throw InvalidInput.whole(t('Cannot delete this part as {reason}', { reason: t(reason) }))
    await deletePart(id, actor, unit)
  }, outer)
}
