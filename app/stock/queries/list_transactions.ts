import { setImmediate } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { reader } from '#core/replicas'
import { inPieces, selectRows, type Binding, type Row } from '#core/sql'
import {
  planTransactions,
  type Condition,
  type TransactionFilter,
} from '#stock/queries/transaction_filter'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'

const ROWS_A_PIECE = 200
const IDS_AT_ONCE = 500

export interface TransactionPage {
  rows: TransactionRow[]
  hasNext: boolean
}

/** One page of the transactions of a filter: the latest day first, within it the last recorded first. */
export async function listTransactions(
  filter: TransactionFilter,
  { page, pageSize }: { page: number; pageSize: number },
  client: QueryClientContract = reader()
): Promise<TransactionPage> {
  const conditions = await planTransactions(client, filter)
  const ids = await readIds(client, conditions, {
    isOldestFirst: filter.isOldestFirst,
    limit: pageSize + 1,
    offset: (page - 1) * pageSize,
  })
  const rows = await readTransactionRows(client, ids.slice(0, pageSize))
  return { rows, hasNext: ids.length > pageSize }
}

/** How many transactions a filter has, counted no further than `limit`. */
export async function countTransactions(
  filter: TransactionFilter,
  limit: number,
  client: QueryClientContract = reader()
): Promise<number> {
  const { where, bindings } = whereOf(await planTransactions(client, filter))
  const [row] = await selectRows<{ total: number }>(
    client,
    `SELECT COUNT(*) AS total FROM (SELECT p.id FROM stock_postings p ${where} LIMIT ?) counted`,
    [...bindings, limit]
  )
  return Number(row.total)
}

/** All transactions of a filter in the same order, read piece by piece while others use the database. */
export async function* walkTransactions(
  filter: TransactionFilter,
  client: QueryClientContract = reader()
): AsyncGenerator<TransactionRow> {
  const conditions = await planTransactions(client, filter)
  let behind: Condition[] = []
  for (;;) {
    const ids = await readIds(client, [...conditions, ...behind], {
      isOldestFirst: filter.isOldestFirst,
      limit: ROWS_A_PIECE,
      offset: 0,
    })
    const rows = await readTransactionRows(client, ids)
    yield* rows
    const last = rows.at(-1)
    if (!last || ids.length < ROWS_A_PIECE) return
    // The embedded database answers at once: without a pause nobody else would get a turn.
    await setImmediate()
    const beyond = filter.isOldestFirst ? '>' : '<'
    behind = [
      { sql: `p.day ${beyond}= ?`, bindings: [last.day] },
      { sql: `(p.day ${beyond} ? OR p.id ${beyond} ?)`, bindings: [last.day, last.id] },
    ]
  }
}

/** These transactions in the order of the list; those that do not exist are left out. */
export async function orderTransactions(
  ids: readonly number[],
  { isOldestFirst }: Pick<TransactionFilter, 'isOldestFirst'>,
  client: QueryClientContract = reader()
): Promise<number[]> {
  const found: { id: number; day: string }[] = []
  for (const piece of inPieces(ids, IDS_AT_ONCE)) {
    const rows: Row[] = await client.from('stock_postings').whereIn('id', piece).select('id', 'day')
    found.push(...rows.map(({ id, day }) => ({ id: Number(id), day: String(day) })))
  }
  found.sort((a, b) => (a.day === b.day ? a.id - b.id : a.day < b.day ? -1 : 1))
  const inOrder = found.map(({ id }) => id)
  return isOldestFirst ? inOrder : inOrder.reverse()
}

async function readIds(
  client: QueryClientContract,
  conditions: readonly Condition[],
  { limit, offset, isOldestFirst }: { limit: number; offset: number; isOldestFirst?: boolean }
): Promise<number[]> {
  const direction = isOldestFirst ? 'ASC' : 'DESC'
  const { where, bindings } = whereOf(conditions)
  const rows = await selectRows<{ id: number }>(
    client,
    `SELECT p.id FROM stock_postings p ${where} ORDER BY p.day ${direction}, p.id ${direction} LIMIT ? OFFSET ?`,
    [...bindings, limit, offset]
  )
  return rows.map(({ id }) => Number(id))
}

/** The conditions as one WHERE, with what is bound in it. */
export function whereOf(conditions: readonly Condition[]): { where: string; bindings: Binding[] } {
  const text = conditions.map(({ sql }) => sql).join(' AND ')
  return {
    where: text && `WHERE ${text}`,
    bindings: conditions.flatMap((condition) => [...condition.bindings]),
  }
}
