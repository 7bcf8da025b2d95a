import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'
import { idFilter, textFilter } from '#core/resource/filters'
import { integerText, momentText, stringText } from '#core/resource/json_text'
import { integer } from '#core/resource/number_fields'
import { computed, primaryKey, readOnly } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'
import { lastAttempts } from '#events/queries/list_deliveries'
import type { Attempt } from '#events/queries/read_webhooks'

/** Writes the last try of each delivery onto its row. */
async function addLastAttempts(rows: Row[], { client }: ReadContext): Promise<void> {
  const ids = rows.map((row) => Number(row.id))
  const attempts = await lastAttempts(ids, client)
  for (const row of rows) row.last = attempts.get(Number(row.id))
}

function ofLast(column: keyof Attempt, encode: (value: unknown) => string, help: string) {
  return computed({
    help,
    encode: (row) => encode((row.last as Attempt | undefined)?.[column] ?? null),
  })
}

/** What was sent to a webhook, or is to be. */
export const webhookDeliveryResource = defineResource({
  model: 'webhookdelivery',
  title: 'WebhookDelivery',
  label: 'Webhook delivery',
  table: 'webhook_deliveries',
  area: 'admin',
  path: '/api/webhook/delivery/',
  fields: {
    pk: primaryKey(),
    webhook: readOnly(integer({ column: 'webhook_id' })),
    event_id: readOnly(text({ label: 'Id of the event' })),
    event_type: readOnly(text({ label: 'Type of the event' })),
    state: readOnly(text({ label: 'State', help: 'waiting, delivered or failed' })),
    attempts: readOnly(integer({ label: 'Tries' })),
    status: ofLast('status', integerText, 'The HTTP status that the last try was answered with'),
    error: ofLast('error', stringText, 'What was wrong with the last try'),
    duration_ms: ofLast('duration_ms', integerText, 'How long the last try took'),
    attempted: ofLast('started_at', momentText, 'When the last try was'),
    response: ofLast('response', stringText, 'The beginning of what was answered'),
    created: computed({ select: ['created_at'], encode: (row) => momentText(row.created_at) }),
    payload: computed({
      help: 'The event as it is sent',
      schema: { type: 'object' },
      select: ['payload'],
      detailOnly: true,
      encode: (row) => String(row.payload),
    }),
    id: primaryKey(),
  },
  complete: addLastAttempts,
  list: {
    filters: {
      webhook: idFilter('webhook_deliveries.webhook_id'),
      state: textFilter('webhook_deliveries.state'),
      event_type: textFilter('webhook_deliveries.event_type'),
    },
    ordering: { pk: ['webhook_deliveries.id'] },
    defaultOrder: ['-webhook_deliveries.id'],
  },
})
