import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { holdEvent } from '#events/actions/hold_event'
import type { Recorder } from '#tests/helpers/recorder'

/** An event that the recorder's read model could not apply; gives its row, and its own id. */
export async function holdOne(recorder: Recorder, payload?: string) {
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    type: 'bincard.test.v1',
    subject: recorder.subject,
  }
  const reason = 'the ink was empty'
  await holdEvent(null, { projection: recorder.name, event, payload, reason, attempts: 5 })
  const row = await db.from('held_events').where('event_id', event.id).firstOrFail()
  return { id: Number(row.id), eventId: event.id }
}
