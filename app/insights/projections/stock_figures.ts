import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'
import { rebuildFigures } from '#insights/actions/rebuild_figures'
import { verifyFigures } from '#insights/actions/verify_figures'
import { Figures, linesOf, STOCK_FIGURES } from '#insights/projections/figures'
import { storeFigures } from '#insights/projections/store_figures'

/** Sales, purchases and stock by day and month: what the dashboard and the reports read. */
export const stockFigures: Projection = {
  name: STOCK_FIGURES,

  async apply(events: readonly CloudEvent[], trx: TransactionClientContract) {
    const figures = new Figures()
    for (const event of events) for (const line of linesOf(event)) figures.add(line)
    await storeFigures(trx, figures)
  },

  rebuild: rebuildFigures,
  verify: verifyFigures,
}
