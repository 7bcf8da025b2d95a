import { randomUUID } from 'node:crypto'
import type { Actor } from '#core/access'
import { Conflict, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { addDelivery } from '#events/actions/add_delivery'
import { cloudEventOf } from '#events/outbox'
import { findDelivery, getWebhook } from '#events/queries/read_webhooks'
import { announceWebhooks } from '#events/webhooks/announce'
import { WEBHOOK_TEST } from '#events/webhooks/event_types'
import { webhookPorts } from '#events/webhooks/ports'

/** So many failed deliveries are sent again at once. */
export const LARGEST_REDELIVERY = 500

/** Sends a test event to the webhook, also while it is switched off. Gives the delivery's id. */
export function testWebhook(id: number, actor: Actor, outer?: UnitOfWork): Promise<number> {
  return transact(async (unit) => {
    await getWebhook(id, unit.trx)
    const event = cloudEventOf(
      {
        type: WEBHOOK_TEST,
        subject: String(id),
        data: { webhook: id, message: 'Bincard can reach you.', sent_by: actor.username },
      },
      { id: randomUUID(), recordedAt: now() }
    )
    return addDelivery(unit, id, event)
  }, outer)
}

/** Sends a delivery again, whatever came of it. */
export function redeliver(deliveryId: number, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const delivery = await findDelivery(deliveryId, unit.trx)
    if (!delivery) throw new NotFound('WebhookDelivery')
    const { isActive } = await getWebhook(delivery.webhook_id, unit.trx)
    if (!isActive && delivery.event_type !== WEBHOOK_TEST) throw switchedOff()
    await sendAgain(unit, deliveryId)
  }, outer)
}

/** Sends the oldest failed deliveries of a webhook again, 500 at most. Gives how many. */
export function redeliverFailed(webhookId: number, outer?: UnitOfWork): Promise<number> {
  return transact(async (unit) => {
    const { isActive } = await getWebhook(webhookId, unit.trx)
    if (!isActive) throw switchedOff()
    const rows: { id: number }[] = await unit.trx
      .from('webhook_deliveries')
      .where({ webhook_id: webhookId, state: 'failed' })
      .whereNot('event_type', WEBHOOK_TEST)
      .orderBy('id')
      .limit(LARGEST_REDELIVERY)
      .select('id')
    for (const { id } of rows) await sendAgain(unit, id)
    return rows.length
  }, outer)
}

function switchedOff(): Conflict {
  return new Conflict(t('This webhook is switched off. Switch it on first.'))
}

async function sendAgain(unit: UnitOfWork, id: number): Promise<void> {
  const runId = await webhookPorts().enqueue(unit, id)
  await unit.trx
    .from('webhook_deliveries')
    .where('id', id)
    .update({ state: 'waiting', run_id: runId })
  unit.afterCommit(announceWebhooks)
}
