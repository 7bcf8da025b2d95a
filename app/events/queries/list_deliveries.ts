import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Attempt, Delivery, DeliveryState } from '#events/queries/read_webhooks'
import { WEBHOOK_TEST } from '#events/webhooks/event_types'

export const DELIVERIES_A_PAGE = 25

export interface DeliveryFilter {
  webhookId: number
  state: DeliveryState | null
  page: number
}

export interface ListedDelivery extends Omit<Delivery, 'payload'> {
  last: Attempt | null
}

/** A page of a webhook's deliveries, newest first, each with its last try. */
export async function listDeliveries({ webhookId, state, page }: DeliveryFilter) {
  const query = db.from('webhook_deliveries').where('webhook_id', webhookId)
  if (state) query.where('state', state)
  const rows: Omit<Delivery, 'payload'>[] = await query
    .orderBy('id', 'desc')
    .offset((page - 1) * DELIVERIES_A_PAGE)
    .limit(DELIVERIES_A_PAGE + 1)
    .select('id', 'webhook_id', 'event_id', 'event_type', 'subject', 'state')
    .select('attempts', 'run_id', 'created_at')
  const shown = rows.slice(0, DELIVERIES_A_PAGE)
  const last = await lastAttempts(shown.map(({ id }) => id))
  const deliveries = shown.map((row): ListedDelivery => ({
    ...row,
    last: last.get(row.id) ?? null,
  }))
  return { deliveries, hasNext: rows.length > DELIVERIES_A_PAGE }
}

/** The last try of each delivery that has one. */
export async function lastAttempts(
  deliveryIds: readonly number[],
  client: QueryClientContract = db.connection()
): Promise<Map<number, Attempt>> {
  const rows: Attempt[] = await client.from('webhook_attempts').whereIn(
    'id',
    client
      .from('webhook_attempts')
      .whereIn('delivery_id', [...deliveryIds])
      .groupBy('delivery_id')
      .max('id')
  )
  return new Map(rows.map((row) => [row.delivery_id, row]))
}

export type DeliveryCounts = Record<DeliveryState, number>

/** How many deliveries each webhook has in each state, without test events. */
export async function countDeliveries(): Promise<Map<number, DeliveryCounts>> {
  const rows: { webhook_id: number; state: DeliveryState; deliveries: number }[] = await db
    .from('webhook_deliveries')
    .whereNot('event_type', WEBHOOK_TEST)
    .groupBy('webhook_id', 'state')
    .select('webhook_id', 'state')
    .count('* as deliveries')
  const counts = new Map<number, DeliveryCounts>()
  for (const { webhook_id: id, state, deliveries } of rows) {
    const known = counts.get(id) ?? { waiting: 0, delivered: 0, failed: 0 }
    counts.set(id, { ...known, [state]: Number(deliveries) })
  }
  return counts
}
