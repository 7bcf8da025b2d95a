import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now, toDatabaseTime } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import env from '#start/env'
import { announceWebhooks } from '#events/webhooks/announce'
import { WEBHOOK_TEST } from '#events/webhooks/event_types'
import { webhookPorts } from '#events/webhooks/ports'
import { postEvent, type Outcome } from '#events/webhooks/post_event'
import { openSecrets, signatureOf } from '#events/webhooks/signature'
import {
  findDelivery,
  getWebhook,
  type Delivery,
  type Webhook,
} from '#events/queries/read_webhooks'

/** A webhook is switched off when so many tries in a row failed … */
export const FAILURES_BEFORE_DISABLING = 20
/** … and it has been failing for so long: an evening's repair of the receiver switches nothing off. */
export const FAILING_BEFORE_DISABLING_MS = 3 * 86_400_000

/** Else it stays as it is: waiting, or failed where its job was cancelled during the try. */
const FAILED = { state: 'failed' }

const NOT_ACTIVE = 'The webhook is switched off'
const NO_SECRET = 'The secret cannot be read (has APP_KEY changed?): give the webhook a new one'

/** The receiver did not take it; the job tries again. */
export class NotDelivered extends Error {}

export interface DeliveryRun {
  deliveryId: number
  /** No further try follows this one. */
  isLast: boolean
  signal?: AbortSignal
}

/**
 * Tries once to bring a delivery to its receiver, and writes what came of it. Done again, or for what
 * is delivered already, it sends nothing. Throws {@link NotDelivered} when it is to be tried again.
 */
export async function deliverWebhook({ deliveryId, isLast, signal }: DeliveryRun) {
  const delivery = await findDelivery(deliveryId)
  if (!delivery || delivery.state === 'delivered') return { sent: false }
  const webhook = await getWebhook(delivery.webhook_id)
  const isTest = delivery.event_type === WEBHOOK_TEST
  if (webhook.isActive || isTest) {
    return sendOnce(webhook, delivery, { isOver: isLast || isTest, signal })
  }
  await settle(delivery, { ...nothingSent(NOT_ACTIVE), isOver: true })
  return { sent: false }
}

async function sendOnce(
  webhook: Webhook,
  delivery: Delivery,
  { isOver, signal }: { isOver: boolean; signal?: AbortSignal }
) {
  const startedAt = now()
  const outcome = await attempt(webhook, delivery, signal)
  // The server is stopping: that is no failure of the receiver, and the run comes again.
  signal?.throwIfAborted()
  const isDisabled = await settle(delivery, { ...outcome, startedAt, isOver })
  const isTest = delivery.event_type === WEBHOOK_TEST
  if (outcome.error && !isDisabled && !isTest) throw new NotDelivered(outcome.error)
  return { sent: true, status: outcome.status }
}

function attempt(webhook: Webhook, delivery: Delivery, signal?: AbortSignal): Promise<Outcome> {
  const secrets = openSecrets(webhook)
  if (secrets.length === 0) return Promise.resolve(nothingSent(NO_SECRET))
  return postEvent({
    url: webhook.url,
    body: delivery.payload,
    headers: headersOf(delivery, secrets),
    allowsPrivate: env.webhookAllowPrivate,
    signal,
  })
}

function nothingSent(error: string): Outcome & { startedAt: string } {
  return { status: null, error, durationMs: 0, response: '', startedAt: now() }
}

function headersOf(delivery: Delivery, secrets: readonly string[]): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000)
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'Bincard-Webhook/1',
    'bincard-timestamp': String(timestamp),
    'bincard-signature': signatureOf(secrets, timestamp, delivery.payload),
    'bincard-event': delivery.event_type,
    'bincard-event-id': delivery.event_id,
    'bincard-delivery': String(delivery.id),
    'bincard-attempt': String(delivery.attempts + 1),
  }
}

interface Settlement extends Outcome {
  startedAt: string
  isOver: boolean
}

/** Writes a try and what it means for delivery and webhook. True when it switched the webhook off. */
function settle(delivery: Delivery, settlement: Settlement): Promise<boolean> {
  const { startedAt, durationMs, status, error, response, isOver } = settlement
  return transact(async (unit) => {
    const { trx } = unit
    unit.afterCommit(announceWebhooks)
    const number = delivery.attempts + 1
    // Locks the webhook's row first, as every other writer of these tables does.
    const isDisabled = await countOutcome(unit, delivery, error)
    await trx.table('webhook_attempts').insert({
      delivery_id: delivery.id,
      number,
      started_at: startedAt,
      duration_ms: durationMs,
      status,
      error,
      response,
    })
    const row = trx.from('webhook_deliveries').where('id', delivery.id)
    if (!error) await row.update({ state: 'delivered', attempts: number })
    else await row.update({ attempts: number, ...(isOver || isDisabled ? FAILED : {}) })
    return isDisabled
  })
}

async function countOutcome(unit: UnitOfWork, delivery: Delivery, error: string): Promise<boolean> {
  const { trx } = unit
  const row = trx.from('webhooks').where('id', delivery.webhook_id)
  if (!error) {
    await row.update({ failures: 0, failing_since: null, delivered_at: now() })
    return false
  }
  if (error === NOT_ACTIVE || delivery.event_type === WEBHOOK_TEST) return false
  await row.clone().increment('failures', 1)
  await row.clone().whereNull('failing_since').update({ failing_since: now() })
  return disableWhenHopeless(unit, await getWebhook(delivery.webhook_id, trx))
}

async function disableWhenHopeless(unit: UnitOfWork, webhook: Webhook): Promise<boolean> {
  if (!isHopeless(webhook)) return false
  await switchOff(unit.trx, webhook.id)
  await webhookPorts().audit(unit, null, {
    action: 'switch off',
    modelId: webhook.id,
    changes: { failures: webhook.failures, failing_since: webhook.failing_since },
  })
  return true
}

function isHopeless({ isActive, failures, failing_since: since }: Webhook): boolean {
  const limit = toDatabaseTime(new Date(Date.now() - FAILING_BEFORE_DISABLING_MS))
  return isActive && failures >= FAILURES_BEFORE_DISABLING && since !== null && since <= limit
}

async function switchOff(trx: TransactionClientContract, id: number): Promise<void> {
  await trx
    .from('webhooks')
    .where('id', id)
    .update({ is_active: false, disabled_at: now(), updated_at: now() })
}
