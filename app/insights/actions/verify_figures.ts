import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows, type Row } from '#core/sql'
import { inTransaction } from '#core/transaction'
import { isMysql } from '#core/unit_of_work'
import type { Drift, Report } from '#events/projection'
import {
  daysOfMonth,
  FIGURE_TABLES,
  type Figures,
  type FigureTable,
} from '#insights/projections/figures'
import { readExpectedFigures } from '#insights/queries/read_expected_figures'
import { listFigureMonths } from '#insights/queries/read_ledger_figures'

/**
 * Compares every figure with the ledger, a month and a snapshot at a time, so that nobody waits long.
 * What is in the ledger but not yet applied is no drift.
 */
export async function* verifyFigures(report: Report): AsyncGenerator<Drift> {
  const months = await listFigureMonths(db.connection())
  for (const [index, month] of months.entries()) {
    report(month, (index / months.length) * 100)
    yield* await verifyMonth(month)
  }
}

function verifyMonth(month: string): Promise<Drift[]> {
  return inTransaction(
    async (trx) => {
      const expected = await readExpectedFigures(trx, month)
      const drifts: Drift[] = []
      for (const table of Object.values(FIGURE_TABLES)) {
        drifts.push(...compare(table, expected, await readStored(trx, table, month)))
      }
      return drifts
    },
    isMysql() ? { isolationLevel: 'repeatable read' } : undefined
  )
}

function readStored(
  trx: TransactionClientContract,
  table: FigureTable,
  month: string
): Promise<Row[]> {
  const [period] = table.keys
  const sums = table.sums.map((sum) => `CAST(${sum} AS CHAR) AS ${sum}`).join(', ')
  const [first, last] = period === 'month' ? [month, month] : daysOfMonth(month)
  return selectRows(
    trx,
    `SELECT ${table.keys.join(', ')}, ${sums} FROM ${table.name} WHERE ${period} BETWEEN ? AND ?`,
    [first, last]
  )
}

function compare(table: FigureTable, expected: Figures, stored: Row[]): Drift[] {
  const drifts: Drift[] = []
  const missing = new Map(expected.rowsOf(table))
  for (const row of stored) {
    const key = table.keys.map((column) => row[column]).join(' ')
    const sums = missing.get(key)?.sums
    missing.delete(key)
    drifts.push(
      ...differences(table, key, {
        expected: sums,
        found: table.sums.map((sum) => toScaled(row[sum])),
      })
    )
  }
  for (const [key, row] of missing) drifts.push(...differences(table, key, { expected: row.sums }))
  return drifts
}

interface Compared {
  expected?: bigint[]
  found?: bigint[]
}

/** A row that is missing on one side counts as zeros: a sale and its reversal leave such rows. */
function differences(table: FigureTable, key: string, { expected, found }: Compared): Drift[] {
  return table.sums.flatMap((column, index) => {
    const wanted = expected?.[index] ?? 0n
    const got = found?.[index] ?? 0n
    if (wanted === got) return []
    const named = table.keys.map((name, part) => `${name} ${key.split(' ')[part]}`).join(', ')
    return [{ table: table.name, key: named, column, expected: String(wanted), found: String(got) }]
  })
}
