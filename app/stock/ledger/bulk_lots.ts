import { isSellable } from '#stock/ledger/choose_lots'
import type { MovementDraft } from '#stock/ledger/draft'
import type { Lot, NewLot } from '#stock/ledger/lot'
import { valueAt } from '#stock/ledger/take'

/** A lot as the postings of one batch have left it so far. */
interface WorkingLot {
  lot: Lot | NewLot
  order: number
  quantity: bigint
  free: bigint
  value: bigint
  lastMovedAt: string
}

export interface BulkTake {
  lot: Lot | NewLot
  quantity: bigint
  value: bigint
}

interface Wanted {
  kind: string
  partId: number
  locationId: number | null
  quantity: bigint
  occurredAt: string
}

/** The open lots that a batch works on: entries take and add here, and the batch is written once. */
export class BulkLots {
  /** Movements that settle what rounding left in emptied lots. */
  readonly residues: (MovementDraft & { occurredAt: string })[] = []
  #places = new Map<string, WorkingLot[]>()
  #added = 0

  constructor(lots: readonly Lot[]) {
    for (const lot of lots) {
      const { id: order, quantity, value, lastMovedAt } = lot
      this.#insert({ lot, order, quantity, free: quantity - lot.allocated, value, lastMovedAt })
    }
  }

  add(lot: NewLot, content: { quantity: bigint; value: bigint }): void {
    const order = Number.MAX_SAFE_INTEGER / 2 + this.#added++
    this.#insert({ lot, order, ...content, free: content.quantity, lastMovedAt: lot.receivedAt })
  }

  /**
   * Takes from the lots of the part at the place, oldest or first to expire first. A lot that moved
   * later than the entry is passed over. Gives the quantity available when that is too little.
   */
  take(wanted: Wanted, day: string): BulkTake[] | bigint {
    const place = this.#places.get(keyOf(wanted)) ?? []
    const usable = place.filter((working) => canTake(working, wanted, day))
    const available = usable.reduce((sum, working) => sum + working.free, 0n)
    if (available < wanted.quantity) return available
    const takes: BulkTake[] = []
    let missing = wanted.quantity
    for (const working of usable) {
      if (missing === 0n) break
      const quantity = working.free < missing ? working.free : missing
      takes.push(this.#takeFrom(working, quantity, wanted.occurredAt))
      missing -= quantity
    }
    this.#places.set(
      keyOf(wanted),
      place.filter(({ quantity }) => quantity > 0n)
    )
    return takes
  }

  #takeFrom(working: WorkingLot, quantity: bigint, occurredAt: string): BulkTake {
    const { lot } = working
    const value = valueAt(quantity, lot.unitCost)
    working.quantity -= quantity
    working.free -= quantity
    working.value -= value
    working.lastMovedAt = occurredAt
    const isSettled = working.quantity > 0n ? working.value >= 0n : working.value === 0n
    if (!isSettled) this.#settle(working, occurredAt)
    return { lot, quantity, value }
  }

  #settle(working: WorkingLot, occurredAt: string): void {
    const { lot, value } = working
    const { locationId, unitCost } = lot
    this.residues.push({
      lot,
      locationId,
      quantity: 0n,
      value: -value,
      amount: 0n,
      unitCost,
      occurredAt,
    })
    working.value = 0n
  }

  #insert(working: WorkingLot): void {
    const key = keyOf(working.lot)
    const place = this.#places.get(key)
    if (!place) this.#places.set(key, [working])
    else {
      place.push(working)
      place.sort(inPickingOrder)
    }
  }
}

function keyOf({ partId, locationId }: { partId: number; locationId: number | null }): string {
  return `${partId}@${locationId}`
}

function canTake(working: WorkingLot, wanted: Wanted, day: string): boolean {
  if (working.free <= 0n || working.lastMovedAt > wanted.occurredAt) return false
  return wanted.kind !== 'sale' || isSellable(working.lot, day)
}

function inPickingOrder(a: WorkingLot, b: WorkingLot): number {
  const expiry = (a.lot.expiryDate ?? '9').localeCompare(b.lot.expiryDate ?? '9')
  if (expiry !== 0) return expiry
  if (a.lot.receivedAt !== b.lot.receivedAt) return a.lot.receivedAt < b.lot.receivedAt ? -1 : 1
  return a.order - b.order
}
