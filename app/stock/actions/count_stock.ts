import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { countLot } from '#stock/actions/adjust_lot'
import { receiveStock } from '#stock/actions/receive_stock'
import type { WrittenPosting } from '#stock/actions/write_postings'
import { inPickingOrder } from '#stock/ledger/choose_lots'
import type { Lot } from '#stock/ledger/lot'
import { readOpenLots } from '#stock/queries/read_lots'

export interface CountedLot {
  lotId: number
  quantity: bigint
  /** What the counter was shown. */
  countedFrom?: bigint
}

export interface CountStockInput {
  partId: number
  locationId: number
  /** Lot by lot, or all together. */
  counted: readonly CountedLot[] | bigint
  /** With a total: what the counter was shown. */
  countedFrom?: bigint
  reason?: string | null
  actorId: number | null
}

/**
 * Sets what lies of a part at a place to what was counted. Of a total, what is missing goes from the
 * oldest lots and what is too much to the newest; where no lot lies, a new one is made.
 */
export function countStock(input: CountStockInput, outer?: UnitOfWork): Promise<WrittenPosting[]> {
  return transact(async (unit) => {
    const counted =
      typeof input.counted === 'bigint' ? await spread(unit, input, input.counted) : input.counted
    const { partId, locationId, reason, actorId } = input
    if (counted.length === 0) {
      const quantity = typeof input.counted === 'bigint' ? input.counted : 0n
      if (quantity === 0n) throw InvalidInput.field('total', t('Nothing lies here to be counted.'))
      const found = { kind: 'adjust_in', partId, locationId, quantity, reason, actorId } as const
      return [await receiveStock(found, unit)]
    }
    const postings: WrittenPosting[] = []
    for (const lot of counted) postings.push(await countLot({ ...lot, reason, actorId }, unit))
    return postings
  }, outer)
}

async function spread(
  unit: UnitOfWork,
  { partId, locationId, countedFrom }: CountStockInput,
  total: bigint
): Promise<CountedLot[]> {
  const lots = await readOpenLots(unit.trx, {
    partIds: [partId],
    locationIds: [locationId],
    lock: true,
  })
  const there = lots.reduce((sum, { quantity }) => sum + quantity, 0n)
  if (countedFrom !== undefined && countedFrom !== there) {
    throw InvalidInput.field(
      'total',
      t('The stock has moved since you looked at it. Count it again.')
    )
  }
  return spreadOver(lots.sort(inPickingOrder), total - there)
}

/** What is missing goes from the first lots that have it to give; the last takes what remains. */
function spreadOver(lots: Lot[], difference: bigint): CountedLot[] {
  let left = difference
  return lots.map((lot, index) => {
    const isLast = index === lots.length - 1
    const change = isLast ? left : fitting(left, lot.quantity - lot.allocated)
    left -= change
    return { lotId: lot.id, quantity: lot.quantity + change }
  })
}

function fitting(difference: bigint, free: bigint): bigint {
  if (difference >= 0n) return 0n
  return -difference > free ? -free : difference
}
