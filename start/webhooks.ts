import vine from '@vinejs/vine'
import env from '#start/env'
import { deliverWebhook } from '#events/actions/deliver_webhook'
import { giveUpDelivery } from '#events/actions/give_up_delivery'
import { provideWebhookPorts } from '#events/webhooks/ports'
import { audit, SYSTEM } from '#accounts/audit'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { hurryRun } from '#jobs/actions/hurry_run'
import { defineJob } from '#jobs/job'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000
const TRIES = 15

/**
 * Brings one event to one receiver: 15 tries over half a day. In one process a receiver that never
 * answers leaves the other jobs their place; several workers send to four at once.
 */
export const sendWebhook = defineJob({
  name: 'webhook.deliver',
  payload: vine.create({ deliveryId: vine.number() }),
  maxAttempts: TRIES,
  backoff: { firstMs: 10 * SECOND_MS, longestMs: 3 * HOUR_MS },
  timeLimitMs: 30 * SECOND_MS,
  concurrency: env.queueDriver === 'bullmq' ? 4 : 1,
  isRunByHand: false,
  handle({ payload, attempt, signal }) {
    const isLast = attempt >= TRIES
    return deliverWebhook({ deliveryId: payload.deliveryId, isLast, signal })
  },
  onGivenUp: (unit, { payload, reason }) => giveUpDelivery(unit, payload.deliveryId, reason),
})

provideWebhookPorts({
  async enqueue(unit, deliveryId) {
    const run = {
      name: sendWebhook.name,
      payload: { deliveryId },
      dedupKey: `webhook ${deliveryId}`,
    }
    const id = await enqueueJob(unit, run)
    // A run that waits for its next try need not wait: somebody asked for it now.
    await hurryRun(unit, id)
    return id
  },
  audit: (unit, actor, change) => audit(unit, actor ?? SYSTEM, { ...change, model: 'webhook' }),
})
