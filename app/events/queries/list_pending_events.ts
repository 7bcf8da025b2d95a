import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { inPieces, placeholders, selectRows } from '#core/sql'
import type { CloudEvent } from '#events/outbox'

const IDS_A_STATEMENT = 500

export interface PendingEvent {
  id: number
  eventId: string
  bytes: number
}

/**
 * The oldest events that the projection has not applied. There is no watermark: ids commit out of
 * order, so only the set of applied ids tells. The clean-up keeps both tables short.
 */
export async function listPendingEvents(
  client: QueryClientContract,
  projection: string,
  limit: number
): Promise<PendingEvent[]> {
  const rows = await selectRows<{ id: number; event_id: string; bytes: number }>(
    client,
    `SELECT o.id, o.event_id, OCTET_LENGTH(o.payload) AS bytes
       FROM outbox_events o
       LEFT JOIN projection_events p ON p.projection = ? AND p.event_id = o.event_id
      WHERE p.event_id IS NULL
      ORDER BY o.id
      LIMIT ${Math.trunc(limit)}`,
    [projection]
  )
  return rows.map((row) => ({ id: row.id, eventId: row.event_id, bytes: row.bytes }))
}

export async function countPendingEvents(
  client: QueryClientContract,
  projection: string
): Promise<{ count: number; oldest: string | null }> {
  const [row] = await selectRows<{ count: number; oldest: string | null }>(
    client,
    `SELECT COUNT(*) AS count, MIN(o.created_at) AS oldest
       FROM outbox_events o
       LEFT JOIN projection_events p ON p.projection = ? AND p.event_id = o.event_id
      WHERE p.event_id IS NULL`,
    [projection]
  )
  return row
}

/** The events of these outbox rows, oldest first. */
export async function readEvents(
  client: QueryClientContract,
  ids: readonly number[]
): Promise<CloudEvent[]> {
  const rows = await selectRows<{ payload: string }>(
    client,
    `SELECT payload FROM outbox_events WHERE id IN (${placeholders(ids.length)}) ORDER BY id`,
    ids
  )
  return rows.map((row) => JSON.parse(row.payload))
}

/** Those of the events whose row is still in the outbox: what is gone was applied by all. */
export async function leftInOutbox(
  client: QueryClientContract,
  events: readonly CloudEvent[]
): Promise<CloudEvent[]> {
  const left = new Set<string>()
  for (const piece of inPieces(events, IDS_A_STATEMENT)) {
    const rows = await selectRows<{ event_id: string }>(
      client,
      `SELECT event_id FROM outbox_events WHERE event_id IN (${placeholders(piece.length)})`,
      piece.map((event) => event.id)
    )
    for (const row of rows) left.add(row.event_id)
  }
  return events.filter((event) => left.has(event.id))
}
