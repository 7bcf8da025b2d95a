import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, inPieces, placeholders, selectRows } from '#core/sql'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import type { Move } from '#events/actions/move_position'
import type { CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'

const ROWS_A_STATEMENT = 500

export interface Delivery {
  events: readonly CloudEvent[]
  /** Moves the reader's position behind these events. */
  move: Move
  /**
   * Leaves out what is no longer there to be applied. Asked after the known ids, behind the position's
   * lock: an event that another process has applied and cleaned up meanwhile is neither known nor left.
   */
  stillLeft?: (
    trx: TransactionClientContract,
    events: readonly CloudEvent[]
  ) => Promise<CloudEvent[]>
}

/**
 * Applies events to a projection: its figures, the ids of the events and its position in one
 * transaction, so that each event counts exactly once through crashes and redeliveries. Gives those
 * that were new.
 */
export async function applyEvents(
  projection: Projection,
  { events, move, stillLeft }: Delivery
): Promise<CloudEvent[]> {
  return transact(async ({ trx }) => {
    await move(trx)
    const unknown = await leaveOutKnown(trx, projection.name, events)
    const fresh = stillLeft ? await stillLeft(trx, unknown) : unknown
    if (fresh.length > 0) await projection.apply(fresh, trx)
    const ids = fresh.map((event) => event.id)
    await markApplied(trx, projection.name, ids)
    return fresh
  })
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

/** From now on the projection has these events; none of them is held back any more. */
export async function markApplied(
  trx: TransactionClientContract,
  name: string,
  eventIds: readonly string[]
): Promise<void> {
  const at = now()
  for (const piece of inPieces(eventIds, ROWS_A_STATEMENT)) {
    const rows = piece.map(() => '(?, ?, ?)').join(', ')
    await changeRows(
      trx,
      `INSERT INTO projection_events (projection, event_id, applied_at) VALUES ${rows}`,
      piece.flatMap((eventId) => [name, eventId, at])
    )
    await changeRows(
      trx,
      `DELETE FROM held_events WHERE projection = ? AND event_id IN (${placeholders(piece.length)})`,
      [name, ...piece]
    )
  }
}
