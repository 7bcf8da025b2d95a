import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import type { WrittenPosting } from '#stock/actions/write_postings'
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
  /** What the line is called that it was put aside in; left out for the fields of the form itself. */
  line?: string
}

export interface BookedTransactions {
  /** The postings, in the order of the lines. */
  ids: number[]
  /** False when the same form had been booked before. */
  isNew: boolean
}

/**
 * Books what the lines of the transaction form say, all or nothing, and once. Throws InvalidInput for
 * what the ledger refuses.
 */
export async function bookTransactions(
  lines: readonly BookTransactionInput[]
): Promise<BookedTransactions> {
  const known = await bookedBefore(lines)
  if (known) return { ids: known, isNew: false }
  try {
    const ids = await transact(async (unit) => {
      const booked: number[] = []
      for (const line of lines) {
        const { id } = await postLine(line, unit)
        booked.push(id)
      }
      return booked
    })
    return { ids, isNew: true }
  } catch (error) {
    // The twin of a double click was quicker: it is what this one would have been.
    const twin = await bookedBefore(lines)
    if (twin) return { ids: twin, isNew: false }
    throw error
  }
}

/** The postings of a form that was booked; null when it was not. */
async function bookedBefore(lines: readonly BookTransactionInput[]): Promise<number[] | null> {
  const ids: number[] = []
  for (const { source } of lines) {
    const id = await findPostingOf(source)
    if (id !== null) ids.push(id)
  }
  return ids.length > 0 ? ids : null
}

async function postLine(input: BookTransactionInput, unit: UnitOfWork): Promise<WrittenPosting> {
  try {
    return await post(input, unit)
  } catch (error) {
    if (input.line === undefined || !(error instanceof InvalidInput)) throw error
    throw refusedLine(input.line, error)
  }
}

/** What was wrong with a line that was put aside. */
export function refusedLine(line: string, { fields }: InvalidInput): InvalidInput {
  const problem = Object.values(fields).flat(3).map(String).join(' ')
  return InvalidInput.field('lines', t('{line}: {problem}', { line, problem }))
}

function post(input: BookTransactionInput, unit: UnitOfWork): Promise<WrittenPosting> {
  const { kind, unitPrice, note, partId, locationId, quantity, occurredAt, source, actorId } = input
  const facts = { partId, locationId, quantity, occurredAt, source, actorId }
  if (!isIncoming(kind)) return issueStock({ ...facts, kind, unitPrice, reason: note }, unit)
  // A customer's return is paid back at the sale price, and lies here at what the item costs.
  const price = kind === 'return_in' ? { unitPrice } : { unitCost: unitPrice }
  return receiveStock({ ...facts, ...price, kind, reason: note }, unit)
}
