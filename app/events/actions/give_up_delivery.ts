import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { announceWebhooks } from '#events/webhooks/announce'
import { findDelivery } from '#events/queries/read_webhooks'

const LONGEST_REASON = 500

/** The job that was to send it is over: it has failed, with the reason in its log, and can be sent again. */
export async function giveUpDelivery(
  unit: UnitOfWork,
  deliveryId: number,
  reason: string
): Promise<void> {
  const { trx } = unit
  const changed = await trx
    .from('webhook_deliveries')
    .where({ id: deliveryId, state: 'waiting' })
    .update({ state: 'failed' })
    .increment('attempts', 1)
  if (Number(changed) === 0) return
  const delivery = await findDelivery(deliveryId, trx)
  await trx.table('webhook_attempts').insert({
    delivery_id: deliveryId,
    number: delivery?.attempts ?? 0,
    started_at: now(),
    duration_ms: 0,
    status: null,
    error: reason.slice(0, LONGEST_REASON),
    response: '',
  })
  unit.afterCommit(announceWebhooks)
}
