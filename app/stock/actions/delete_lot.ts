import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { writePostings } from '#stock/actions/write_postings'
import { draftPosting } from '#stock/ledger/draft'
import { residuePosting, takeMovements } from '#stock/ledger/take'
import { readLot } from '#stock/queries/read_lots'
import { momentOf } from '#stock/queries/read_posting_context'

/** Takes the rest out of a lot and hides it; its history stays. Throws NotFound('StockItem'). */
export function deleteLot(
  input: { lotId: number; reason?: string | null; actorId: number | null },
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const lot = await readLot(unit, input.lotId)
    if (lot.allocated > 0n) {
      throw InvalidInput.whole(t('Part of this stock is promised to an order. Release it first.'))
    }
    const facts = { partId: lot.partId, actorId: input.actorId, occurredAt: momentOf(undefined) }
    const taken = takeMovements([{ lot, quantity: lot.quantity }], null)
    await writePostings(unit, {
      drafts: [
        draftPosting({
          ...facts,
          kind: 'adjust_out',
          reason: input.reason ?? 'Stock item deleted',
          movements: taken.movements,
        }),
        ...residuePosting(taken.residues, facts),
      ],
      patches: [{ lot, set: { deleted_at: now() }, requiresQuantity: true }],
    })
  }, outer)
}
