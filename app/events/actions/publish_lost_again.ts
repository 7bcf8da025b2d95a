import db from '@adonisjs/lucid/services/db'
import { changeRows, placeholders, selectRows } from '#core/sql'
import { toDatabaseTime } from '#core/time'
import { readLags } from '#events/queries/read_lags'

/** A message under way needs less. */
const LOST_AFTER_MS = 5 * 60_000
const AT_ONCE = 1_000

/**
 * Lets events be published once more that were published some time ago, and that a projection has not
 * got although it has read all there is: a topic was deleted, or kept them for too short. Gives how many.
 */
export async function publishLostAgain(
  projections: readonly string[],
  lostAfterMs = LOST_AFTER_MS
): Promise<number> {
  const lags = await readLags(projections)
  const idle = projections.filter((name) => lags.get(name)?.lag === 0)
  const before = toDatabaseTime(new Date(Date.now() - lostAfterMs))
  const ids = new Set<number>()
  for (const projection of idle) {
    const rows = await selectRows<{ id: number }>(
      db.connection(),
      `SELECT o.id FROM outbox_events o
        WHERE o.published_at < ?
          AND NOT EXISTS (SELECT 1 FROM projection_events p
                           WHERE p.projection = ? AND p.event_id = o.event_id)
          AND NOT EXISTS (SELECT 1 FROM held_events h
                           WHERE h.projection = ? AND h.event_id = o.event_id)
        ORDER BY o.id LIMIT ${AT_ONCE}`,
      [before, projection, projection]
    )
    for (const row of rows) ids.add(row.id)
  }
  if (ids.size === 0) return 0
  return changeRows(
    db.connection(),
    `UPDATE outbox_events SET published_at = NULL WHERE id IN (${placeholders(ids.size)})`,
    [...ids]
  )
}
