import { setImmediate } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { listCounts } from '#core/list_counts'
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

/** All that the totals depend on. */
const TABLES = ['stock_postings', 'stock_movements', 'parts', 'category_part']

export function sumTransactions(
  filter: TransactionFilter,
  client: QueryClientContract = db.connection()
): Promise<TransactionTotals> {
  const key = `transactions ${JSON.stringify(filter)}`
  return listCounts.remember(key, TABLES, () => sumUp(filter, client))
}

/** Month by month, so that others use the database in between: a ledger may hold a million entries. */
async function sumUp(
  filter: TransactionFilter,
  client: QueryClientContract
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
    for (const row of await sumsOfMonth(client, { filter, conditions, month })) add(totals, row)
    await setImmediate()
  }
  return totals
}

const MOST_KEPT = 5_000

interface MonthSums {
  entries: string
  rows: SumRow[]
}

/** The sums of each filter and month, true as long as no entry has come to the month. */
const known = new Map<string, MonthSums>()

interface Month {
  filter: TransactionFilter
  conditions: Condition[]
  month: string
}

/** How many there are, and the last of them. */
const STATE = `
  SELECT entries.total, p.id, p.recorded_at, CAST(p.quantity AS CHAR) AS quantity, CAST(p.amount AS CHAR) AS amount
    FROM (SELECT COUNT(*) AS total, MAX(id) AS last
            FROM stock_postings WHERE day >= ? AND day <= ?) entries
    LEFT JOIN stock_postings p ON p.id = entries.last`

/** Entries are never changed: most months are read once. Which item is in a category may change, though. */
async function sumsOfMonth(client: QueryClientContract, { filter, conditions, month }: Month) {
  const bounds = [`${month}-01`, `${month}-31`]
  const inMonth = { sql: 'p.day >= ? AND p.day <= ?', bindings: bounds }
  if (filter.categoryIds) return readSums(client, [...conditions, inMonth])
  const [state] = await selectRows(client, STATE, bounds)
  const key = `${month} ${JSON.stringify(filter)}`
  const entries = Object.values(state).join(' ')
  const kept = known.get(key)
  if (kept?.entries === entries) return kept.rows
  const rows = await readSums(client, [...conditions, inMonth])
  if (known.size >= MOST_KEPT) known.clear()
  known.set(key, { entries, rows })
  return rows
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
