import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { placeholders, selectRows } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'
import { addDelivery } from '#events/actions/add_delivery'
import type { CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'
import { listWebhooks } from '#events/queries/read_webhooks'
import { isChosen } from '#events/webhooks/event_types'

/**
 * Turns events into deliveries: a row and the job that sends it for each webhook that chose the type,
 * in the transaction that marks the event as applied. So each event goes to each webhook once, on
 * either event log.
 */
export const webhookDeliveries: Projection = {
  name: 'webhook_deliveries',

  async apply(events, trx) {
    const all = await listWebhooks(trx)
    const webhooks = all.filter(({ isActive }) => isActive)
    if (webhooks.length === 0) return
    const unit = joined(trx)
    for (const { id, eventTypes } of webhooks) {
      const chosen = events.filter(({ type }) => isChosen(eventTypes, type))
      const known = await knownEvents(trx, id, chosen)
      for (const event of chosen) if (!known.has(event.id)) await addDelivery(unit, id, event)
    }
  },

  // A delivery is an act, not a figure: there is nothing to compute anew, and no source to differ from.
  async rebuild() {},
  async *verify() {},
}

/** The transaction of the projection as a unit of work, for what is to follow its commit. */
function joined(trx: TransactionClientContract): UnitOfWork {
  return {
    trx,
    mustLock: false,
    afterCommit: (callback) => void trx.after('commit', callback),
  }
}

/** Also where the applied ids were cleaned away, an event makes no second delivery. */
async function knownEvents(
  trx: TransactionClientContract,
  webhookId: number,
  events: readonly CloudEvent[]
): Promise<Set<string>> {
  if (events.length === 0) return new Set()
  const rows = await selectRows<{ event_id: string }>(
    trx,
    `SELECT event_id FROM webhook_deliveries
      WHERE webhook_id = ? AND event_id IN (${placeholders(events.length)})`,
    [webhookId, ...events.map(({ id }) => id)]
  )
  return new Set(rows.map((row) => row.event_id))
}
