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
      const free = quantity - lot.allocated
      this.#placeOf(lot).push({ lot, order, quantity, free, value, lastMovedAt })
    }
    for (const place of this.#places.values()) place.sort(inPickingOrder)
  }

  add(lot: NewLot, content: { quantity: bigint; value: bigint }): void {
    const order = Number.MAX_SAFE_INTEGER / 2 + this.#added++
    const working = { lot, order, ...content, free: content.quantity, lastMovedAt: lot.receivedAt }
    const place = this.#placeOf(lot)
    // Most often the newest, which is picked last.
    const behind = place.findLastIndex((other) => inPickingOrder(other, working) < 0)
    place.splice(behind + 1, 0, working)
  }

  /**
   * Takes from the lots of the part at the place, oldest or first to expire first. A lot that moved
   * later than the entry is passed over. Gives the quantity available when that is too little.
   */
  take(wanted: Wanted, day: string): BulkTake[] | bigint {
    const place = this.#placeOf(wanted)
    const picked: WorkingLot[] = []
    let available = 0n
    for (const working of place) {
      if (available >= wanted.quantity) break
      if (!canTake(working, wanted, day)) continue
      picked.push(working)
      available += working.free
    }
    if (available < wanted.quantity) return available
    let missing = wanted.quantity
    const takes = picked.map((working) => {
      const quantity = working.free < missing ? working.free : missing
      missing -= quantity
      return this.#takeFrom(working, quantity, wanted.occurredAt)
    })
    for (const working of picked) {
      if (working.quantity === 0n) place.splice(place.indexOf(working), 1)
    }
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

  /** The lots of the part at the place, in the order in which they are picked. */
  #placeOf(owner: { partId: number; locationId: number | null }): WorkingLot[] {
    const key = keyOf(owner)
    const place = this.#places.get(key) ?? []
    this.#places.set(key, place)
    return place
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
  const [expiryA, expiryB] = [a.lot.expiryDate ?? '9', b.lot.expiryDate ?? '9']
  if (expiryA !== expiryB) return expiryA < expiryB ? -1 : 1
  if (a.lot.receivedAt !== b.lot.receivedAt) return a.lot.receivedAt < b.lot.receivedAt ? -1 : 1
  return a.order - b.order
}
