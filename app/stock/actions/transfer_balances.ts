import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'
import { transferLot, transferStock } from '#stock/actions/transfer_stock'
import type { WrittenPosting } from '#stock/actions/write_postings'
import { readOpenLots } from '#stock/queries/read_lots'

export interface TransferBalancesInput {
  balances: readonly { partId: number; name: string; locationId: number | null }[]
  toLocationId: number
  reason: string | null
  actorId: number
}

/**
 * Moves all that is not promised of several balances to one place, all or none. Gives the last
 * posting. Throws InvalidInput that names the item of which nothing can be moved.
 */
export async function transferBalances(
  { balances, toLocationId, reason, actorId }: TransferBalancesInput,
  unit: UnitOfWork
): Promise<WrittenPosting | null> {
  let last: WrittenPosting | null = null
  for (const { partId, name, locationId } of balances) {
    if (locationId === toLocationId) {
      throw InvalidInput.field('to', t('{item} is there already.', { item: name }))
    }
    const lots = await readOpenLots(unit.trx, {
      partIds: [partId],
      locationIds: [locationId],
      lock: true,
    })
    const free = lots.filter((lot) => lot.quantity > lot.allocated)
    const quantity = free.reduce((sum, lot) => sum + lot.quantity - lot.allocated, 0n)
    if (quantity === 0n) {
      throw InvalidInput.whole(
        t('Nothing of {item} can be moved: it is gone or promised.', { item: name })
      )
    }
    if (locationId !== null) {
      last = await transferStock(
        { partId, fromLocationId: locationId, toLocationId, quantity, reason, actorId },
        unit
      )
      continue
    }
    for (const lot of free) {
      const ofLot = { lotId: lot.id, locationId: toLocationId, reason, actorId }
      last = await transferLot({ ...ofLot, quantity: lot.quantity - lot.allocated }, unit)
    }
  }
  return last
}
