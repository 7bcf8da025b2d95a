import { setImmediate } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { selectRows, type Binding } from '#core/sql'
import {
  planTransactions,
  type Condition,
  type TransactionFilter,
} from '#stock/queries/transaction_filter'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'

export const TRANSACTIONS_A_PAGE = 50
const ROWS_A_PIECE = 200

export interface TransactionPage {
  rows: TransactionRow[]
  hasNext: boolean
}

/** One page of the transactions of a filter: the latest day first, within it the last recorded first. */
export async function listTransactions(
  filter: TransactionFilter,
  page: number,
  client: QueryClientContract = db.connection()
): Promise<TransactionPage> {
  const conditions = await planTransactions(client, filter)
  const ids = await readIds(client, conditions, {
    limit: TRANSACTIONS_A_PAGE + 1,
    offset: (page - 1) * TRANSACTIONS_A_PAGE,
  })
  const rows = await readTransactionRows(client, ids.slice(0, TRANSACTIONS_A_PAGE))
  return { rows, hasNext: ids.length > TRANSACTIONS_A_PAGE }
}

/** How many transactions a filter has, counted no further than `limit`. */
export async function countTransactions(
  filter: TransactionFilter,
  limit: number,
  client: QueryClientContract = db.connection()
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
  client: QueryClientContract = db.connection()
): AsyncGenerator<TransactionRow> {
  const conditions = await planTransactions(client, filter)
  let behind: Condition[] = []
  for (;;) {
    const ids = await readIds(client, [...conditions, ...behind], {
      limit: ROWS_A_PIECE,
      offset: 0,
    })
    const rows = await readTransactionRows(client, ids)
    yield* rows
    const last = rows.at(-1)
    if (!last || ids.length < ROWS_A_PIECE) return
    // The embedded database answers at once: without a pause nobody else would get a turn.
    await setImmediate()
    behind = [
      { sql: 'p.day <= ?', bindings: [last.day] },
      { sql: '(p.day < ? OR p.id < ?)', bindings: [last.day, last.id] },
    ]
  }
}

async function readIds(
  client: QueryClientContract,
  conditions: readonly Condition[],
  { limit, offset }: { limit: number; offset: number }
): Promise<number[]> {
  const { where, bindings } = whereOf(conditions)
  const rows = await selectRows<{ id: number }>(
    client,
    `SELECT p.id FROM stock_postings p ${where} ORDER BY p.day DESC, p.id DESC LIMIT ? OFFSET ?`,
    [...bindings, limit, offset]
  )
  return rows.map(({ id }) => Number(id))
}

function whereOf(conditions: readonly Condition[]): { where: string; bindings: Binding[] } {
  const text = conditions.map(({ sql }) => sql).join(' AND ')
  return {
    where: text && `WHERE ${text}`,
    bindings: conditions.flatMap((condition) => [...condition.bindings]),
  }
}
