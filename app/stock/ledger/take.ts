import { multiplyMoney } from '#core/decimal'
import { draftPosting, type MovementDraft, type PostingDraft } from '#stock/ledger/draft'
import type { Lot } from '#stock/ledger/lot'
import type { Take } from '#stock/ledger/choose_lots'

export interface TakenMovements {
  movements: MovementDraft[]
  /** Rounding residues that emptied lots would leave: each goes by a revalue of its own. */
  residues: MovementDraft[]
}

/** The value of a quantity at a unit cost; 0 where no cost was ever told. */
export function valueAt(quantity: bigint, unitCost: bigint | null): bigint {
  return unitCost === null ? 0n : multiplyMoney(quantity, unitCost)
}

/**
 * The movements that take stock out of lots: value = quantity × the lot's unit cost, half-even, and
 * the amount (of a sale: revenue) shared by quantity × unit price, the last one taking the rest.
 */
export function takeMovements(takes: readonly Take[], unitPrice: bigint | null): TakenMovements {
  const total = takes.reduce((sum, take) => sum + take.quantity, 0n)
  let amountLeft = valueAt(total, unitPrice)
  const taken: TakenMovements = { movements: [], residues: [] }
  for (const [index, { lot, quantity }] of takes.entries()) {
    const share = index === takes.length - 1 ? amountLeft : valueAt(quantity, unitPrice)
    amountLeft -= share
    const value = valueAt(quantity, lot.unitCost)
    taken.movements.push({
      lot,
      locationId: lot.locationId,
      quantity: -quantity,
      value: -value,
      amount: share,
      unitCost: lot.unitCost,
    })
    const residue = residueOf(lot, quantity, value)
    if (residue !== 0n) taken.residues.push(revaluation(lot, -residue))
  }
  return taken
}

/** What would be left of the lot's value: all of it when it is emptied, else only what fell below 0. */
function residueOf(lot: Lot, quantity: bigint, value: bigint): bigint {
  const left = lot.value - value
  return lot.quantity === quantity || left < 0n ? left : 0n
}

/** A movement that changes a lot's value and not its quantity. */
export function revaluation(lot: Lot, value: bigint): MovementDraft {
  return {
    lot,
    locationId: lot.locationId,
    quantity: 0n,
    value,
    amount: 0n,
    unitCost: lot.unitCost,
  }
}

/** The posting that settles rounding residues, or nothing when there are none. */
export function residuePosting(
  residues: MovementDraft[],
  posting: Pick<PostingDraft, 'partId' | 'actorId' | 'occurredAt'>
): PostingDraft[] {
  if (residues.length === 0) return []
  return [
    draftPosting({
      kind: 'revalue',
      partId: posting.partId,
      actorId: posting.actorId,
      occurredAt: posting.occurredAt,
      movements: residues,
      reason: 'Rounding of an emptied lot',
      details: { residue: true },
    }),
  ]
}
