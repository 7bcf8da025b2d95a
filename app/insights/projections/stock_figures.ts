import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows } from '#core/sql'
import type { CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'
import { verifyFigures } from '#insights/actions/verify_figures'
import { FIGURE_TABLES, Figures, linesOf, STOCK_FIGURES } from '#insights/projections/figures'
import { storeFigures } from '#insights/projections/store_figures'
import { listFigureMonths, readLedgerFigures } from '#insights/queries/read_ledger_figures'

/** Sales, purchases and stock by day and month: what the dashboard and the reports read. */
export const stockFigures: Projection = {
  name: STOCK_FIGURES,

  async apply(events: readonly CloudEvent[], trx: TransactionClientContract) {
    const figures = new Figures()
    for (const event of events) for (const line of linesOf(event)) figures.add(line)
    await storeFigures(trx, figures)
  },

  async rebuild(trx, report) {
    for (const { name } of Object.values(FIGURE_TABLES))
      await changeRows(trx, `DELETE FROM ${name}`)
    for (const month of await listFigureMonths(trx)) {
      report(month)
      await storeFigures(trx, await readLedgerFigures(trx, month))
    }
  },

  verify: verifyFigures,
}
