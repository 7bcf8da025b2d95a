import { changeRows, type Binding } from '#core/sql'
import { Overtaken, type UnitOfWork } from '#core/unit_of_work'
import {
  isExisting,
  type LotPatch,
  type MovementDraft,
  type PostingDraft,
} from '#stock/ledger/draft'
import type { Lot } from '#stock/ledger/lot'

/** The net change of one lot by all that is posted at once. */
export interface LotChange {
  lot: Lot
  quantity: bigint
  value: bigint
  movedAt: string
  set: LotPatch['set']
  /** True when the outcome was computed from exactly what was read: anything else is overtaken. */
  isExact: boolean
}

/** The net change of each lot that exists, in id order, so that two postings never deadlock. */
export function collectLotChanges(
  drafts: readonly PostingDraft[],
  patches: readonly LotPatch[] = []
): LotChange[] {
  const changes = new Map<number, LotChange>()
  const changeOf = (lot: Lot): LotChange => {
    const known = changes.get(lot.id)
    if (known) return known
    const change = { lot, quantity: 0n, value: 0n, movedAt: '', set: {}, isExact: false }
    changes.set(lot.id, change)
    return change
  }
  for (const draft of drafts) {
    for (const movement of draft.movements) addMovement(movement, draft, changeOf)
  }
  for (const patch of patches) {
    const change = changeOf(patch.lot)
    Object.assign(change.set, patch.set)
    change.isExact ||= patch.requiresQuantity ?? false
  }
  return [...changes.values()].sort((a, b) => a.lot.id - b.lot.id)
}

function addMovement(
  movement: MovementDraft,
  draft: PostingDraft,
  changeOf: (lot: Lot) => LotChange
) {
  if (!isExisting(movement.lot)) return
  const change = changeOf(movement.lot)
  change.quantity += movement.quantity
  change.value += movement.value
  if (change.movedAt < draft.occurredAt) change.movedAt = draft.occurredAt
  change.isExact ||= draft.kind === 'revalue'
}

/**
 * Changes a lot on the condition that it is still as it was read, or has room enough left.
 * Throws {@link Overtaken} when it is not.
 */
export async function applyLotChange(
  unit: UnitOfWork,
  change: LotChange,
  recordedAt: string
): Promise<void> {
  const { lot, quantity, value } = change
  const isExact = change.isExact || lot.quantity + quantity === 0n
  const assignments = ['quantity = quantity + ?', 'value = value + ?', 'updated_at = ?']
  const bindings: Binding[] = [quantity, value, recordedAt]
  if (change.movedAt > lot.lastMovedAt) {
    assignments.push('last_moved_at = CASE WHEN last_moved_at < ? THEN ? ELSE last_moved_at END')
    bindings.push(change.movedAt, change.movedAt)
  }
  for (const [column, setTo] of Object.entries(change.set)) {
    assignments.push(`${column} = ?`)
    bindings.push(setTo)
  }
  if (Object.keys(change.set).length > 0) assignments.push('lot_version = lot_version + 1')
  const guard = isExact ? exactGuard(lot, quantity) : roomGuard(quantity, value)
  const changed = await changeRows(
    unit.trx,
    `UPDATE stock_items SET ${assignments.join(', ')} WHERE id = ? AND lot_version = ? AND ${guard.sql}`,
    [...bindings, lot.id, lot.version, ...guard.bindings]
  )
  if (changed !== 1) throw new Overtaken(`Stock item ${lot.id} has changed`)
}

function exactGuard(lot: Lot, quantity: bigint) {
  const needed = quantity < 0n ? -quantity : 0n
  return {
    sql: 'quantity = ? AND value = ? AND quantity - allocated >= ?',
    bindings: [lot.quantity, lot.value, needed],
  }
}

/** Leaves something in the lot: whoever empties it must settle the rounding residue of its value. */
function roomGuard(quantity: bigint, value: bigint) {
  if (quantity >= 0n && value >= 0n) return { sql: 'quantity >= 0', bindings: [] }
  return {
    sql: 'quantity - allocated >= ? AND quantity > ? AND value >= ?',
    bindings: [
      quantity < 0n ? -quantity : 0n,
      quantity < 0n ? -quantity : -1n,
      value < 0n ? -value : 0n,
    ],
  }
}
