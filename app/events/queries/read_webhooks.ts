import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { NotFound } from '#core/exceptions'
import type { SealedSecrets } from '#events/webhooks/signature'

export type DeliveryState = 'waiting' | 'delivered' | 'failed'
export const DELIVERY_STATES: readonly DeliveryState[] = ['waiting', 'delivered', 'failed']

export interface WebhookRow extends SealedSecrets {
  id: number
  url: string
  description: string
  event_types: string
  is_active: number | boolean
  failures: number
  failing_since: string | null
  delivered_at: string | null
  disabled_at: string | null
  created_at: string
  updated_at: string
}

export interface Webhook extends Omit<WebhookRow, 'event_types' | 'is_active'> {
  /** Empty for all. */
  eventTypes: string[]
  isActive: boolean
}

export interface Delivery {
  id: number
  webhook_id: number
  event_id: string
  event_type: string
  subject: string
  payload: string
  state: DeliveryState
  attempts: number
  run_id: number | null
  created_at: string
}

export interface Attempt {
  id: number
  delivery_id: number
  number: number
  started_at: string
  duration_ms: number
  status: number | null
  error: string
  response: string | null
}

export function toWebhook({
  event_types: types,
  is_active: isActive,
  ...row
}: WebhookRow): Webhook {
  return { ...row, eventTypes: JSON.parse(types), isActive: Boolean(isActive) }
}

/** All webhooks, oldest first. */
export async function listWebhooks(
  client: QueryClientContract = db.connection()
): Promise<Webhook[]> {
  const rows: WebhookRow[] = await client.from('webhooks').orderBy('id')
  return rows.map(toWebhook)
}

/** Throws {@link NotFound}. */
export async function getWebhook(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<Webhook> {
  const row: WebhookRow | null = await client.from('webhooks').where('id', id).first()
  if (!row) throw new NotFound('Webhook')
  return toWebhook(row)
}

export async function findDelivery(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<Delivery | null> {
  return client.from('webhook_deliveries').where('id', id).first()
}

/** The tries of a delivery, newest first. */
export async function listAttempts(deliveryId: number): Promise<Attempt[]> {
  return db
    .from('webhook_attempts')
    .where('delivery_id', deliveryId)
    .orderBy('id', 'desc')
    .limit(200)
}
