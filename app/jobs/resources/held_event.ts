import { textFilter } from '#core/resource/filters'
import { momentText, stringText } from '#core/resource/json_text'
import { integer } from '#core/resource/number_fields'
import { computed, primaryKey, readOnly } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'

function momentField(column: string, help: string) {
  return computed({
    type: 'datetime',
    help,
    select: [column],
    encode: (row) => momentText(row[column]),
  })
}

/** Events that a read model could not take: dead letters. */
export const heldEventResource = defineResource({
  model: 'heldevent',
  title: 'HeldEvent',
  label: 'Held event',
  table: 'held_events',
  area: 'admin',
  path: '/api/event/held/',
  fields: {
    pk: primaryKey(),
    projection: readOnly(text({ label: 'Read model', help: 'The one that could not take it' })),
    event_id: readOnly(text({ label: 'Id of the event' })),
    event_type: readOnly(text({ label: 'Type of the event', column: 'type' })),
    subject: readOnly(text({ label: 'Subject', help: 'The id of what it is about' })),
    source: readOnly(
      text({ label: 'Source', help: 'Topic, partition and offset; empty without Kafka' })
    ),
    reason: readOnly(text({ label: 'Reason', help: 'Why the last try failed' })),
    attempts: readOnly(integer({ label: 'Tries' })),
    first_failed: momentField('first_failed_at', 'When it first could not be applied'),
    last_failed: momentField('last_failed_at', 'When the last try failed'),
    payload: computed({
      help: 'The event as it came: a text, since it may be no JSON',
      schema: { type: 'string' },
      select: ['payload'],
      detailOnly: true,
      encode: (row) => stringText(row.payload),
    }),
    id: primaryKey(),
  },
  list: {
    filters: {
      projection: textFilter('held_events.projection'),
      event_type: textFilter('held_events.type'),
      event_id: textFilter('held_events.event_id'),
    },
    ordering: { pk: ['held_events.id'] },
    defaultOrder: ['-held_events.id'],
  },
})
