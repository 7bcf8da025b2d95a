import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows } from '#core/sql'
import { inTransaction } from '#core/transaction'
import { isMysql } from '#core/unit_of_work'
import { lockPosition } from '#events/actions/lock_position'
import type { Report } from '#events/projection'
import { daysOfMonth, FIGURE_TABLES, STOCK_FIGURES } from '#insights/projections/figures'
import { storeFigures } from '#insights/projections/store_figures'
import { readExpectedFigures } from '#insights/queries/read_expected_figures'
import { listFigureMonths } from '#insights/queries/read_ledger_figures'

const LONGEST_PAUSE_MS = 100

/**
 * Computes every figure anew from the ledger while the system runs, a month and a transaction at a
 * time. In its snapshot a month gets what the ledger says less what is not yet applied, which the
 * relay then adds as ever: at each moment figures and pending events make up the ledger.
 */
export async function rebuildFigures(report: Report): Promise<void> {
  const months = await listFigureMonths(db.connection())
  for (const [index, month] of months.entries()) {
    report(month, (index / months.length) * 100)
    const begun = performance.now()
    await rebuildMonth(month)
    await giveWay(performance.now() - begun)
  }
}

/** Whoever waits to write has their turn, for as long as they may have waited: half of the time is theirs. */
function giveWay(workedMs: number): Promise<void> {
  return sleep(Math.min(Math.ceil(workedMs), LONGEST_PAUSE_MS))
}

function rebuildMonth(month: string): Promise<void> {
  return inTransaction(
    async (trx) => {
      await lockPosition(trx, STOCK_FIGURES)
      const figures = await readExpectedFigures(trx, month)
      await deleteMonth(trx, month)
      await storeFigures(trx, figures)
    },
    // MySQL takes the snapshot at the first plain read, which comes after the lock.
    isMysql() ? { isolationLevel: 'repeatable read' } : undefined
  )
}

async function deleteMonth(trx: TransactionClientContract, month: string): Promise<void> {
  for (const table of Object.values(FIGURE_TABLES)) {
    const [period] = table.keys
    const ends = period === 'month' ? [month, month] : daysOfMonth(month)
    await changeRows(trx, `DELETE FROM ${table.name} WHERE ${period} BETWEEN ? AND ?`, ends)
  }
}
