import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { placeholders, selectRows } from '#core/sql'
import type { OutboxRow } from '#events/kafka/messages'

/**
 * The oldest events that were not published, at most about `budgetBytes` of them. There is no
 * watermark: a row that commits late, with a lower id, is found like any other.
 */
export async function listUnpublished(
  client: QueryClientContract,
  limit: number,
  budgetBytes: number
): Promise<OutboxRow[]> {
  const rows = await selectRows<{ id: number; bytes: number }>(
    client,
    `SELECT id, OCTET_LENGTH(payload) AS bytes FROM outbox_events
      WHERE published_at IS NULL ORDER BY id LIMIT ${Math.trunc(limit)}`
  )
  let bytes = 0
  const end = rows.findIndex((row, index) => {
    bytes += row.bytes
    return index > 0 && bytes > budgetBytes
  })
  const ids = (end === -1 ? rows : rows.slice(0, end)).map((row) => row.id)
  if (ids.length === 0) return []
  return selectRows<OutboxRow>(
    client,
    `SELECT id, event_id, type, subject, payload, created_at FROM outbox_events
      WHERE id IN (${placeholders(ids.length)}) ORDER BY id`,
    ids
  )
}

export interface Backlog {
  count: number
  /** When the oldest was recorded, as the database keeps moments. */
  oldest: string | null
}

/** What waits to be published. */
export async function countUnpublished(client: QueryClientContract): Promise<Backlog> {
  const [row] = await selectRows<Backlog>(
    client,
    `SELECT COUNT(*) AS count, MIN(created_at) AS oldest FROM outbox_events
      WHERE published_at IS NULL`
  )
  return { count: Number(row.count), oldest: row.oldest }
}
