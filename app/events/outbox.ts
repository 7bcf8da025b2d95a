import { randomUUID } from 'node:crypto'
import { changeRows } from '#core/sql'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { wakeRelay } from '#events/wake'

/** What happened, as the module that did it tells it. */
export interface EventFacts {
  /** Such as "bincard.stock.moved.v1". */
  type: string
  /** The id of what it is about; events of one subject keep their order. */
  subject: string
  data: object
  /** When it happened, as the database keeps moments; now when left out. */
  time?: string
}

/** An event as consumers get it: CloudEvents 1.0 in JSON. */
export interface CloudEvent<Data = unknown> {
  specversion: '1.0'
  id: string
  source: string
  type: string
  subject: string
  time: string
  datacontenttype: 'application/json'
  data: Data
}

const SOURCE = '/bincard'

/**
 * Writes an event into the outbox in the unit's own transaction, so that it exists if and only if
 * the change it tells of does, and wakes the relay once that is durable. Gives the event's id.
 */
export async function recordEvent(unit: UnitOfWork, facts: EventFacts): Promise<string> {
  const recordedAt = now()
  const event = cloudEventOf(facts, { id: randomUUID(), recordedAt })
  await changeRows(
    unit.trx,
    'INSERT INTO outbox_events (event_id, type, subject, payload, created_at) VALUES (?, ?, ?, ?, ?)',
    [event.id, event.type, event.subject, JSON.stringify(event), recordedAt]
  )
  unit.afterCommit(wakeRelay)
  return event.id
}

/** The event as consumers get it. */
export function cloudEventOf(
  facts: EventFacts,
  { id, recordedAt }: { id: string; recordedAt: string }
): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type: facts.type,
    subject: facts.subject,
    time: toIsoTime(facts.time ?? recordedAt),
    datacontenttype: 'application/json',
    data: facts.data,
  }
}

/** "2026-11-22 09:05:00.000" as RFC 3339: "2026-11-22T09:05:00.000Z". */
function toIsoTime(databaseTime: string): string {
  return `${databaseTime.replace(' ', 'T')}Z`
}
