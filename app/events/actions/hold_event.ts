import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#core/time'
import type { CloudEvent } from '#events/outbox'

const LONGEST_REASON = 500
const LONGEST_NAME = 80

export interface HeldFacts {
  projection: string
  event: Pick<CloudEvent, 'id' | 'type' | 'subject'>
  /** The event as it came; the event itself when left out. */
  payload?: string
  reason: string
  attempts: number
  /** Where it was read, such as "bincard.events/2/1017". */
  source?: string
}

/** Puts an event on the list of those that a read model could not take, or renews what is said of it. */
export async function holdEvent(
  trx: TransactionClientContract | null,
  { projection, event, payload, reason, attempts, source = '' }: HeldFacts
): Promise<void> {
  const at = now()
  const news = { reason: reason.slice(0, LONGEST_REASON), attempts, source, last_failed_at: at }
  const query = (trx ?? db.connection()).knexQuery()
  await query
    .table('held_events')
    .insert({
      projection,
      event_id: event.id,
      type: String(event.type).slice(0, LONGEST_NAME),
      subject: String(event.subject).slice(0, LONGEST_NAME),
      payload: payload ?? JSON.stringify(event),
      first_failed_at: at,
      ...news,
    })
    .onConflict(['projection', 'event_id'])
    .merge(news)
}
