import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, placeholders, selectRows } from '#core/sql'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'

const BATCH = 500
const FORGOTTEN_AT_ONCE = 2_000

/**
 * Removes the oldest outbox rows that every one of the projections has applied, with their applied
 * ids: without its row an event cannot come again. Gives how many went; at most 500 at a time.
 */
export async function cleanOutbox(projections: readonly string[]): Promise<number> {
  if (projections.length === 0) return 0
  return transact(async ({ trx }) => {
    const rows = await listApplied(trx, projections, false)
    if (rows.length === 0) return 0
    await changeRows(
      trx,
      `DELETE FROM projection_events
        WHERE projection IN (${placeholders(projections.length)})
          AND event_id IN (${placeholders(rows.length)})`,
      [...projections, ...rows.map((row) => row.event_id)]
    )
    return deleteRows(trx, rows)
  })
}

/**
 * Removes the oldest outbox rows that were published and that every one of the projections has applied.
 * The applied ids stay: Kafka may bring an event again. Gives how many went; at most 500 at a time.
 */
export async function cleanPublished(projections: readonly string[]): Promise<number> {
  return transact(async ({ trx }) => {
    const rows = await listApplied(trx, projections, true)
    return rows.length === 0 ? 0 : deleteRows(trx, rows)
  })
}

/**
 * Forgets applied ids of events that were applied before this moment and whose outbox row is gone.
 * Gives how many went; at most 2,000 at a time.
 */
export async function forgetApplied(before: Date): Promise<number> {
  return transact(async ({ trx }) => {
    const rows = await selectRows<{ projection: string; event_id: string }>(
      trx,
      `SELECT p.projection, p.event_id
         FROM projection_events p
        WHERE p.applied_at < ?
          AND NOT EXISTS (SELECT 1 FROM outbox_events o WHERE o.event_id = p.event_id)
        ORDER BY p.applied_at
        LIMIT ${FORGOTTEN_AT_ONCE}`,
      [toDatabaseTime(before)]
    )
    for (const projection of new Set(rows.map((row) => row.projection))) {
      const ids = rows.filter((row) => row.projection === projection).map((row) => row.event_id)
      await changeRows(
        trx,
        `DELETE FROM projection_events WHERE projection = ? AND event_id IN (${placeholders(ids.length)})`,
        [projection, ...ids]
      )
    }
    return rows.length
  })
}

interface AppliedRow {
  id: number
  event_id: string
}

function listApplied(
  trx: TransactionClientContract,
  projections: readonly string[],
  mustBePublished: boolean
): Promise<AppliedRow[]> {
  const isApplied = `EXISTS (SELECT 1 FROM projection_events p
                              WHERE p.projection = ? AND p.event_id = o.event_id)`
  const conditions = [
    ...(mustBePublished ? ['o.published_at IS NOT NULL'] : []),
    ...projections.map(() => isApplied),
  ]
  return selectRows<AppliedRow>(
    trx,
    `SELECT o.id, o.event_id FROM outbox_events o
      WHERE ${conditions.join(' AND ')}
      ORDER BY o.id
      LIMIT ${BATCH}`,
    projections
  )
}

function deleteRows(trx: TransactionClientContract, rows: AppliedRow[]): Promise<number> {
  return changeRows(
    trx,
    `DELETE FROM outbox_events WHERE id IN (${placeholders(rows.length)})`,
    rows.map((row) => row.id)
  )
}
