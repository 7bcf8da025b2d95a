import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'
import { daysOfMonth, FIGURE_TABLES, Figures } from '#insights/projections/figures'

interface LedgerRow {
  day: string
  part_id: number
  location_id: number
  counts_as: string
  quantity: string
  value: string
  amount: string
}

/** The figures of a month (YYYY-MM), computed from the ledger alone. */
export async function readLedgerFigures(
  client: QueryClientContract,
  month: string
): Promise<Figures> {
  const rows = await selectRows<LedgerRow>(
    client,
    `SELECT p.day, m.part_id, COALESCE(m.location_id, 0) AS location_id,
            COALESCE(r.kind, p.kind) AS counts_as,
            CAST(SUM(m.quantity) AS CHAR) AS quantity,
            CAST(SUM(m.value) AS CHAR) AS value,
            CAST(SUM(m.amount) AS CHAR) AS amount
       FROM stock_postings p
       JOIN stock_movements m ON m.posting_id = p.id
       LEFT JOIN stock_postings r ON r.id = p.reverses_id
      WHERE p.day BETWEEN ? AND ?
      GROUP BY p.day, m.part_id, COALESCE(m.location_id, 0), COALESCE(r.kind, p.kind)`,
    daysOfMonth(month)
  )
  const figures = new Figures()
  for (const row of rows) {
    figures.add({
      day: row.day,
      partId: row.part_id,
      locationId: row.location_id,
      countsAs: row.counts_as,
      quantity: toScaled(row.quantity),
      value: toScaled(row.value),
      amount: toScaled(row.amount),
    })
  }
  return figures
}

/** Every month from the first to the last that the ledger or a read model knows. */
export async function listFigureMonths(client: QueryClientContract): Promise<string[]> {
  const sources = [
    ['stock_postings', 'day'],
    ...Object.values(FIGURE_TABLES).map((table) => [table.name, table.keys[0]]),
  ]
  const ends: string[] = []
  for (const [table, column] of sources) {
    const [row] = await selectRows<{ first: string | null; last: string | null }>(
      client,
      `SELECT MIN(${column}) AS first, MAX(${column}) AS last FROM ${table}`
    )
    for (const day of [row.first, row.last]) if (day) ends.push(day.slice(0, 7))
  }
  if (ends.length === 0) return []
  ends.sort()
  return monthsBetween(ends[0], ends[ends.length - 1])
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = []
  for (let month = first; month <= last; month = monthAfter(month)) months.push(month)
  return months
}

function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
