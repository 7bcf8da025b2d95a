import type { ImportContext, RowOutcome } from '#core/import/kinds'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'
import { reversePosting } from '#stock/actions/reverse_posting'

/** Takes a row's posting back by a reversal. Throws ReversalRefused where the stock has moved on. */
export async function undoBooking(
  unit: UnitOfWork,
  { postingId }: RowOutcome,
  { actor, runId }: ImportContext
): Promise<string | null> {
  if (postingId === undefined) return null
  const reversal = await unit.trx.from('stock_postings').where('reverses_id', postingId).first()
  if (reversal) return null
  const reason = t('Import {number} was undone', { number: String(runId) })
  await reversePosting({ postingId, reason, actorId: actor.id }, unit)
  return null
}
