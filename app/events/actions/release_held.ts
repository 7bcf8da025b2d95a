import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { NotFound } from '#core/exceptions'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { applyEvents, markApplied } from '#events/actions/apply_events'
import { holdEvent } from '#events/actions/hold_event'
import { lockPosition } from '#events/actions/lock_position'
import type { CloudEvent } from '#events/outbox'
import { findProjection } from '#events/projection'
import { messageOf } from '#events/projector'

export interface HeldEvent {
  id: number
  projection: string
  event_id: string
  type: string
  subject: string
  payload: string
  source: string
  reason: string
  attempts: number
  first_failed_at: string
  last_failed_at: string
}

/**
 * Gives a held event to its read model once more. Null when it is applied now (or was already), else
 * why it still cannot be. Throws NotFound.
 */
export async function replayHeld(id: number): Promise<string | null> {
  const held = await readHeld(db.connection(), id)
  const projection = findProjection(held.projection)
  if (!projection) return `There is no read model "${held.projection}"`
  try {
    const event = parseEvent(held.payload)
    await applyEvents(projection, {
      events: [event],
      move: (trx) => lockPosition(trx, projection.name),
    })
    await db.from('held_events').where('id', id).delete()
    return null
  } catch (error) {
    const reason = messageOf(error)
    await holdEvent(null, {
      ...held,
      event: { id: held.event_id, type: held.type, subject: held.subject },
      reason,
      attempts: held.attempts + 1,
    })
    return reason
  }
}

/** Gives an event up: its read model will not get it, nor will it be tried again. Throws NotFound. */
export function discardHeld(id: number, outer?: UnitOfWork): Promise<HeldEvent> {
  return transact(async ({ trx }) => {
    const held = await readHeld(trx, id)
    const key = { projection: held.projection, event_id: held.event_id }
    await lockPosition(trx, held.projection)
    const known = await trx.from('projection_events').where(key).first()
    if (!known) await markApplied(trx, held.projection, [held.event_id])
    await trx.from('held_events').where('id', id).delete()
    return held
  }, outer)
}

async function readHeld(client: QueryClientContract, id: number): Promise<HeldEvent> {
  const held = await client.from('held_events').where('id', id).first()
  if (!held) throw new NotFound('Event')
  return held
}

function parseEvent(payload: string): CloudEvent {
  const event = JSON.parse(payload)
  if (typeof event?.id !== 'string') throw new Error('It is no CloudEvent: it has no id')
  return event
}
