import { setImmediate } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'
import type { Kind } from '#stock/ledger/kinds'
import { whereOf } from '#stock/queries/list_transactions'
import {
  planTransactions,
  type Condition,
  type TransactionFilter,
} from '#stock/queries/transaction_filter'
import { moneyOf } from '#stock/queries/transaction_rows'

/** What all transactions of a filter come to. */
export interface TransactionTotals {
  count: number
  quantityIn: bigint
  quantityOut: bigint
  /** Of sales less what customers brought back. */
  revenue: bigint
  /** What the goods sold cost. */
  cost: bigint
  profit: bigint
}

interface SumRow {
  counts_as: Kind
  postings: number
  quantity_in: unknown
  quantity_out: unknown
  amount: unknown
  value: unknown
}

const SUMS = `
  SELECT COALESCE(o.kind, p.kind) AS counts_as, COUNT(*) AS postings,
         CAST(SUM(CASE WHEN p.quantity > 0 THEN p.quantity ELSE 0 END) AS CHAR) AS quantity_in,
         CAST(SUM(CASE WHEN p.quantity < 0 THEN p.quantity ELSE 0 END) AS CHAR) AS quantity_out,
         CAST(SUM(p.amount) AS CHAR) AS amount, CAST(SUM(p.value) AS CHAR) AS value
  FROM stock_postings p LEFT JOIN stock_postings o ON o.id = p.reverses_id`

/** Month by month, so that others use the database in between: a ledger may hold a million entries. */
export async function sumTransactions(
  filter: TransactionFilter,
  client: QueryClientContract = db.connection()
): Promise<TransactionTotals> {
  const conditions = await planTransactions(client, filter)
  const totals = {
    count: 0,
    quantityIn: 0n,
    quantityOut: 0n,
    revenue: 0n,
    cost: 0n,
    profit: 0n,
  }
  for (const month of await monthsOf(filter, client)) {
    const inMonth = { sql: 'p.day >= ? AND p.day <= ?', bindings: [`${month}-01`, `${month}-31`] }
    for (const row of await readSums(client, [...conditions, inMonth])) add(totals, row)
    await setImmediate()
  }
  return totals
}

function readSums(client: QueryClientContract, conditions: Condition[]): Promise<SumRow[]> {
  const { where, bindings } = whereOf(conditions)
  return selectRows<SumRow>(client, `${SUMS} ${where} GROUP BY COALESCE(o.kind, p.kind)`, bindings)
}

function add(totals: TransactionTotals, row: SumRow): void {
  const countsAs = row.counts_as
  totals.count += Number(row.postings)
  // What is only moved neither came in nor went out.
  if (countsAs !== 'transfer') {
    totals.quantityIn += toScaled(row.quantity_in)
    totals.quantityOut += toScaled(row.quantity_out)
  }
  if (countsAs !== 'sale' && countsAs !== 'return_in') return
  const sums = { amount: toScaled(row.amount), value: toScaled(row.value) }
  const { total, cost, profit } = moneyOf(countsAs, sums)
  totals.revenue += total ?? 0n
  totals.cost += cost ?? 0n
  totals.profit += profit ?? 0n
}

/** "2026-11" from the first to the last entry within the filter's days. */
async function monthsOf(
  { from, to }: TransactionFilter,
  client: QueryClientContract
): Promise<string[]> {
  const [bounds] = await selectRows<{ first: string | null; last: string | null }>(
    client,
    'SELECT (SELECT MIN(day) FROM stock_postings) AS first, (SELECT MAX(day) FROM stock_postings) AS last'
  )
  if (bounds.first === null || bounds.last === null) return []
  const first = [bounds.first, from ?? ''].sort().at(-1) ?? ''
  const last = [bounds.last, to ?? '9999'].sort()[0]
  const months: string[] = []
  for (let month = first.slice(0, 7); month <= last.slice(0, 7); month = monthAfter(month))
    months.push(month)
  return months
}

function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
