import { AVAILABLE_STATUSES } from '#stock/ledger/status'
import type { Lot } from '#stock/ledger/lot'

/** What can be taken from a lot. */
export interface Takeable {
  lot: Lot
  available: bigint
}

export interface Take {
  lot: Lot
  quantity: bigint
}

/** First expired first out where there is an expiry date, else first in first out. */
export function inPickingOrder(a: Lot, b: Lot): number {
  if (a.expiryDate !== b.expiryDate) {
    if (a.expiryDate === null) return 1
    if (b.expiryDate === null) return -1
    return a.expiryDate < b.expiryDate ? -1 : 1
  }
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? -1 : 1
  return a.id - b.id
}

/** True when the lot may be sold on that day: a usable status, and not past its expiry. */
export function isSellable(lot: Pick<Lot, 'status' | 'expiryDate'>, day: string): boolean {
  return (
    AVAILABLE_STATUSES.includes(lot.status) && (lot.expiryDate === null || lot.expiryDate >= day)
  )
}

/** Takes `quantity` from the lots in their order; null when they hold too little together. */
export function chooseLots(lots: readonly Takeable[], quantity: bigint): Take[] | null {
  const takes: Take[] = []
  let missing = quantity
  for (const { lot, available } of lots) {
    if (missing === 0n) break
    if (available <= 0n) continue
    const taken = available < missing ? available : missing
    takes.push({ lot, quantity: taken })
    missing -= taken
  }
  return missing === 0n ? takes : null
}

export function totalAvailable(lots: readonly Takeable[]): bigint {
  return lots.reduce((sum, { available }) => sum + (available > 0n ? available : 0n), 0n)
}
