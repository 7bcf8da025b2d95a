import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { inPieces } from '#core/sql'
import { listPendingEvents, readEvents } from '#events/queries/list_pending_events'
import { linesOf, negated, STOCK_FIGURES, type Figures } from '#insights/projections/figures'
import { readLedgerFigures } from '#insights/queries/read_ledger_figures'

const EVENTS_A_READ = 200

/**
 * What the read models of a month should hold: the ledger less what is not yet applied. Both must be
 * of one snapshot.
 */
export async function readExpectedFigures(
  trx: TransactionClientContract,
  month: string
): Promise<Figures> {
  const figures = await readLedgerFigures(trx, month)
  const pending = await listPendingEvents(trx, STOCK_FIGURES, Number.MAX_SAFE_INTEGER)
  for (const piece of inPieces(pending, EVENTS_A_READ)) {
    const events = await readEvents(
      trx,
      piece.map((event) => event.id)
    )
    const lines = events.flatMap(linesOf).filter((line) => line.day.startsWith(month))
    for (const line of lines) figures.add(negated(line))
  }
  return figures
}
