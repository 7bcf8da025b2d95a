import { transact } from '#core/unit_of_work'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import type { Source } from '#stock/ledger/draft'
import { isIncoming, type ReasonKind } from '#stock/ledger/reasons'
import { findPostingOf } from '#stock/queries/find_posting'

export interface BookTransactionInput {
  kind: ReasonKind
  partId: number
  /** Left out: in to the usual place, out from every place. */
  locationId?: number
  quantity: bigint
  /** Left out: what the item says. */
  unitPrice?: bigint
  occurredAt?: string
  note: string | null
  /** Names the form that was sent: sent twice it books once. */
  source: Source
  actorId: number
}

export interface BookedTransaction {
  id: number
  /** False when the same form had been booked before. */
  isNew: boolean
}

/** Books what the transaction form says, once. Throws InvalidInput for what the ledger refuses. */
export async function bookTransaction(input: BookTransactionInput): Promise<BookedTransaction> {
  const known = await findPostingOf(input.source)
  if (known !== null) return { id: known, isNew: false }
  try {
    const posting = await transact((unit) => post(input, unit))
    return { id: posting.id, isNew: true }
  } catch (error) {
    // The twin of a double click was quicker: it is what this one would have been.
    const twin = await findPostingOf(input.source)
    if (twin !== null) return { id: twin, isNew: false }
    throw error
  }
}

function post(input: BookTransactionInput, unit: Parameters<typeof receiveStock>[1]) {
  const { kind, unitPrice, note, ...facts } = input
  if (!isIncoming(kind)) return issueStock({ ...facts, kind, unitPrice, reason: note }, unit)
  // A customer's return is paid back at the sale price, and lies here at what the item costs.
  const price = kind === 'return_in' ? { unitPrice } : { unitCost: unitPrice }
  return receiveStock({ ...facts, ...price, kind, reason: note }, unit)
}
