import { defineEndpoint, idOf } from '#core/http/endpoint'
import { readApiBody } from '#core/http/read_api_body'
import { answerOnce, jsonAnswer } from '#core/idempotency'
import { defineResourceEndpoints, writtenAnswer } from '#core/resource/define_endpoints'
import { inputSchema, objectSchema } from '#core/resource/open_api_schemas'
import { integer } from '#core/resource/number_fields'
import { parseFields, parseInput } from '#core/resource/parse_input'
import type { InputOf } from '#core/resource/resource'
import { fieldsSchema } from '#core/resource/open_api_schemas'
import { redeliver, redeliverFailed, testWebhook } from '#events/actions/redeliver_webhook'
import {
  createWebhook,
  deleteWebhook,
  LONGEST_OVERLAP_HOURS,
  rotateSecret,
  updateWebhook,
} from '#events/actions/save_webhook'
import { webhookResource } from '#events/resources/webhook'
import { webhookDeliveryResource } from '#events/resources/webhook_delivery'

const { path } = webhookResource
const add = { tag: webhookResource.label, needs: ['admin', 'add'] } as const
const change = { tag: webhookResource.label, needs: ['admin', 'change'] } as const

const secretSchema = { type: 'string', description: 'Shown this once' }
const made = {
  allOf: [
    objectSchema(webhookResource),
    { type: 'object', required: ['secret'], properties: { secret: secretSchema } },
  ],
}

// Before the webhooks' own: "delivery" is no id of one.
defineResourceEndpoints(webhookDeliveryResource, {})
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: `${webhookDeliveryResource.path}:id/redeliver/`,
    summary: 'Send a delivery again',
    tag: webhookDeliveryResource.label,
    answer: { status: 200, schema: objectSchema(webhookDeliveryResource) },
  },
  (ctx) =>
    answerOnce(ctx, async (unit) => {
      const id = idOf(ctx)
      await redeliver(id, unit)
      return writtenAnswer(200, webhookDeliveryResource, { id, actor: ctx.actor, unit })
    })
)

defineResourceEndpoints(
  webhookResource,
  {
    update: ({ id, values }, actor, unit) =>
      updateWebhook({ id, ...toValues(values) }, actor, unit),
    remove: deleteWebhook,
  },
  { except: ['POST '] }
)
defineEndpoint(
  {
    ...add,
    method: 'POST',
    path,
    summary: 'Webhook: create; the answer has the secret, which is not shown again',
    body: inputSchema(webhookResource),
    answer: { status: 201, schema: made },
  },
  async (ctx) => {
    const body = await readApiBody(ctx)
    await answerOnce(ctx, async (unit) => {
      const values = await parseInput(webhookResource, body, { client: unit.trx })
      const webhook = { ...toValues(values), eventTypes: values.event_types ?? [] }
      const { id, secret } = await createWebhook(webhook, ctx.actor, unit)
      const answer = await writtenAnswer(201, webhookResource, { id, actor: ctx.actor, unit })
      return jsonAnswer(201, { ...JSON.parse(answer.text ?? '{}'), secret })
    })
  }
)

const rotation = {
  overlap_hours: integer({
    label: 'Overlap',
    help: 'How many hours the old secret stays good: events are signed with both',
    min: 0,
    max: LONGEST_OVERLAP_HOURS,
    default: 24,
  }),
}
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: `${path}:id/secret/`,
    summary: 'Give a webhook a new secret; the answer has it, and it is not shown again',
    body: fieldsSchema(rotation),
    answer: {
      status: 201,
      schema: { type: 'object', required: ['secret'], properties: { secret: secretSchema } },
    },
  },
  async (ctx) => {
    const { overlap_hours: overlapHours } = await parseFields(rotation, await readApiBody(ctx))
    await answerOnce(ctx, async (unit) => {
      const { id, secret } = await rotateSecret({ id: idOf(ctx), overlapHours }, ctx.actor, unit)
      return jsonAnswer(201, { pk: id, secret })
    })
  }
)
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: `${path}:id/test/`,
    summary: 'Send a test event to a webhook',
    answer: { status: 201, schema: objectSchema(webhookDeliveryResource) },
  },
  (ctx) =>
    answerOnce(ctx, async (unit) => {
      const id = await testWebhook(idOf(ctx), ctx.actor, unit)
      return writtenAnswer(201, webhookDeliveryResource, { id, actor: ctx.actor, unit })
    })
)
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: `${path}:id/redeliver/`,
    summary: 'Send the failed deliveries of a webhook again, the oldest 500 at once',
    answer: {
      status: 200,
      schema: { type: 'object', properties: { redelivered: { type: 'integer' } } },
    },
  },
  (ctx) =>
    answerOnce(ctx, async (unit) => {
      return jsonAnswer(200, { redelivered: await redeliverFailed(idOf(ctx), unit) })
    })
)

type Input = InputOf<typeof webhookResource>

function toValues(values: Input): Omit<Parameters<typeof createWebhook>[0], 'eventTypes'>
function toValues(values: Partial<Input>): Omit<Parameters<typeof updateWebhook>[0], 'id'>
function toValues(values: Partial<Input>) {
  const { url, description, active, event_types: eventTypes } = values
  const named = { url, description, isActive: active, eventTypes }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}
