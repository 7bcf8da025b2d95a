import { type InputField, refuse } from '#core/resource/field'
import { booleanFilter } from '#core/resource/filters'
import { momentText } from '#core/resource/json_text'
import { integer } from '#core/resource/number_fields'
import { boolean } from '#core/resource/plain_fields'
import { computed, primaryKey, readOnly } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'
import { EVENT_TYPES } from '#events/webhooks/event_types'

/** A list of event types. */
function eventTypesField(): InputField<string[] | undefined> {
  return {
    type: 'field',
    options: { label: 'Event types', help: 'Which events are sent; an empty list is all of them' },
    schema: { type: 'array', items: { enum: Object.keys(EVENT_TYPES) } },
    select: ['event_types'],
    encode: () => (row) => String(row.event_types),
    parse(raw) {
      if (!Array.isArray(raw)) refuse('Expected a list of items.')
      const unknown = raw.find((type) => typeof type !== 'string')
      if (unknown !== undefined) refuse('Not a valid string.')
      return raw.map(String)
    },
  }
}

function momentField(column: string, help: string) {
  return computed({
    type: 'datetime',
    help,
    schema: { type: ['string', 'null'] },
    select: [column],
    encode: (row) => momentText(row[column]),
  })
}

/** Addresses that are told of events. The secret is answered only when it is made. */
export const webhookResource = defineResource({
  model: 'webhook',
  title: 'Webhook',
  label: 'Webhook',
  table: 'webhooks',
  area: 'admin',
  path: '/api/webhook/',
  fields: {
    pk: primaryKey(),
    url: text({
      label: 'URL',
      help: 'Where events are posted to, by https or http',
      required: true,
      maxLength: 2000,
    }),
    description: text({ label: 'Description', maxLength: 250 }),
    event_types: eventTypesField(),
    active: boolean({ label: 'Active', column: 'is_active', default: true }),
    failures: readOnly(integer({ label: 'Failed tries in a row' })),
    failing_since: momentField('failing_since', 'When the first of them was'),
    delivered: momentField('delivered_at', 'When it last took an event'),
    disabled: momentField('disabled_at', 'When it was switched off because it kept failing'),
    previous_secret_until: momentField('previous_until', 'Until when events are signed twice'),
    created: momentField('created_at', 'When it was made'),
    id: primaryKey(),
  },
  list: {
    filters: { active: booleanFilter('webhooks.is_active') },
    ordering: { pk: ['webhooks.id'] },
    defaultOrder: ['webhooks.id'],
  },
})
