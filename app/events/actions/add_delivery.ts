import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import type { CloudEvent } from '#events/outbox'
import { announceWebhooks } from '#events/webhooks/announce'
import { webhookPorts } from '#events/webhooks/ports'

/** Writes that an event is to go to a webhook, and the job that sends it. Gives the delivery's id. */
export async function addDelivery(
  unit: UnitOfWork,
  webhookId: number,
  event: CloudEvent
): Promise<number> {
  const [inserted] = await unit.trx.table('webhook_deliveries').insert({
    webhook_id: webhookId,
    event_id: event.id,
    event_type: event.type,
    subject: event.subject,
    payload: JSON.stringify(event),
    created_at: now(),
  })
  const id = Number(inserted)
  const runId = await webhookPorts().enqueue(unit, id)
  await unit.trx.from('webhook_deliveries').where('id', id).update({ run_id: runId })
  unit.afterCommit(announceWebhooks)
  return id
}
