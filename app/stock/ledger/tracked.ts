import type { MovementDraft, PostingDraft } from '#stock/ledger/draft'

/**
 * Whether a movement is an entry of its own in its lot's history: not the departure of a lot that moves
 * whole (its arrival tells of it), and not the settling of a rounding residue.
 */
export function isEntry(movement: MovementDraft, { movements, details }: PostingDraft): boolean {
  if (details?.residue) return false
  const isDeparture = movement.quantity < 0n
  return (
    !isDeparture || !movements.some(({ lot, quantity }) => lot === movement.lot && quantity > 0n)
  )
}
