import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, inPieces, placeholders, selectRows } from '#core/sql'
import { now } from '#core/time'
import { Overtaken, transact } from '#core/unit_of_work'
import type { CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'

const ROWS_A_STATEMENT = 500

export interface Delivery {
  events: readonly CloudEvent[]
  /** The position after these events. */
  position: number
}

/**
 * Applies events to a projection: its figures, the ids of the events and its position in one
 * transaction, so that each event counts exactly once through crashes and redeliveries. Gives how
 * many of them were new.
 */
export async function applyEvents(
  projection: Projection,
  { events, position }: Delivery
): Promise<number> {
  return transact(async ({ trx }) => {
    await movePosition(trx, projection.name, position)
    const fresh = await leaveOutKnown(trx, projection.name, events)
    if (fresh.length > 0) await projection.apply(fresh, trx)
    await markApplied(
      trx,
      projection.name,
      fresh.map((event) => event.id)
    )
    return fresh.length
  })
}

/** Compare and set: of two appliers that read the same position, one is turned back. */
async function movePosition(trx: TransactionClientContract, name: string, position: number) {
  const current = await readPosition(trx, name)
  if (current === null) {
    await trx.table('projection_offsets').insert({ projection: name, position, updated_at: now() })
    return
  }
  const moved = await changeRows(
    trx,
    'UPDATE projection_offsets SET position = ?, updated_at = ? WHERE projection = ? AND position = ?',
    [Math.max(current, position), now(), name, current]
  )
  if (moved === 0) throw new Overtaken()
}

async function readPosition(trx: TransactionClientContract, name: string): Promise<number | null> {
  const [row] = await selectRows<{ position: number }>(
    trx,
    'SELECT position FROM projection_offsets WHERE projection = ?',
    [name]
  )
  return row ? Number(row.position) : null
}

async function leaveOutKnown(
  trx: TransactionClientContract,
  name: string,
  events: readonly CloudEvent[]
): Promise<CloudEvent[]> {
  const known = new Set<string>()
  for (const piece of inPieces(events, ROWS_A_STATEMENT)) {
    const rows = await selectRows<{ event_id: string }>(
      trx,
      `SELECT event_id FROM projection_events
        WHERE projection = ? AND event_id IN (${placeholders(piece.length)})`,
      [name, ...piece.map((event) => event.id)]
    )
    for (const row of rows) known.add(row.event_id)
  }
  return events.filter((event) => !known.has(event.id) && known.add(event.id))
}

async function markApplied(
  trx: TransactionClientContract,
  name: string,
  eventIds: readonly string[]
): Promise<void> {
  for (const piece of inPieces(eventIds, ROWS_A_STATEMENT)) {
    const rows = piece.map(() => '(?, ?)').join(', ')
    await changeRows(
      trx,
      `INSERT INTO projection_events (projection, event_id) VALUES ${rows}`,
      piece.flatMap((eventId) => [name, eventId])
    )
  }
}
