import { changeRows, placeholders, selectRows } from '#core/sql'
import { transact } from '#core/unit_of_work'

const BATCH = 500

/**
 * Removes the oldest outbox rows that every one of the projections has applied, with their applied
 * ids: without its row an event cannot come again. Gives how many went; at most 500 at a time.
 */
export async function cleanOutbox(projections: readonly string[]): Promise<number> {
  if (projections.length === 0) return 0
  return transact(async ({ trx }) => {
    const rows = await selectRows<{ id: number; event_id: string }>(
      trx,
      `SELECT o.id, o.event_id
         FROM outbox_events o
         JOIN projection_events p ON p.event_id = o.event_id
          AND p.projection IN (${placeholders(projections.length)})
        GROUP BY o.id, o.event_id
       HAVING COUNT(*) = ${projections.length}
        ORDER BY o.id
        LIMIT ${BATCH}`,
      projections
    )
    if (rows.length === 0) return 0
    const marks = placeholders(rows.length)
    await changeRows(
      trx,
      `DELETE FROM projection_events
        WHERE projection IN (${placeholders(projections.length)}) AND event_id IN (${marks})`,
      [...projections, ...rows.map((row) => row.event_id)]
    )
    return changeRows(
      trx,
      `DELETE FROM outbox_events WHERE id IN (${marks})`,
      rows.map((row) => row.id)
    )
  })
}
