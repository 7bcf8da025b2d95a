import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { now, toDatabaseTime } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { announceWebhooks } from '#events/webhooks/announce'
import { EVENT_TYPES } from '#events/webhooks/event_types'
import { webhookPorts } from '#events/webhooks/ports'
import { makeSecret, sealSecret } from '#events/webhooks/signature'
import { checkedUrl } from '#events/webhooks/webhook_url'
import { getWebhook } from '#events/queries/read_webhooks'

const LONGEST_DESCRIPTION = 250
const HOUR_MS = 3_600_000
/** How long the secret before may stay good. */
export const LONGEST_OVERLAP_HOURS = 720

export interface WebhookValues {
  url: string
  description: string
  /** Empty for all. */
  eventTypes: readonly string[]
  isActive: boolean
}

export interface NewSecret {
  id: number
  /** Shown once. */
  secret: string
}

/** Makes a webhook. The secret that its messages are signed with is in the answer and nowhere else. */
export function createWebhook(
  values: WebhookValues,
  actor: Actor,
  outer?: UnitOfWork
): Promise<NewSecret> {
  const columns = checked(values)
  return transact(async (unit) => {
    const secret = makeSecret()
    const [id] = await unit.trx.table('webhooks').insert({
      ...columns,
      secret: sealSecret(secret),
      created_at: now(),
      updated_at: now(),
    })
    await audited(unit, actor, { action: 'create', modelId: Number(id), changes: values })
    return { id: Number(id), secret }
  }, outer)
}

/** Changes what is given. One that was switched off and is switched on again begins anew. */
export async function updateWebhook(
  { id, ...values }: Partial<WebhookValues> & { id: number },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  const known = await getWebhook(id, outer?.trx)
  const columns = checked({ ...known, ...values })
  await transact(async (unit) => {
    const { trx } = unit
    const { isActive } = await getWebhook(id, trx)
    const begins = columns.is_active && !isActive ? BEGIN : {}
    await trx
      .from('webhooks')
      .where('id', id)
      .update({ ...columns, ...begins, updated_at: now() })
    await audited(unit, actor, { action: 'change', modelId: id, changes: values })
  }, outer)
}

const BEGIN = { failures: 0, failing_since: null, disabled_at: null }

/** Gives a webhook a new secret; messages are signed with the old one as well for so many hours. */
export function rotateSecret(
  { id, overlapHours }: { id: number; overlapHours: number },
  actor: Actor,
  outer?: UnitOfWork
): Promise<NewSecret> {
  const isUsable = Number.isInteger(overlapHours) && overlapHours >= 0
  if (!isUsable || overlapHours > LONGEST_OVERLAP_HOURS) {
    const most = { count: LONGEST_OVERLAP_HOURS }
    throw InvalidInput.field('overlap_hours', t('Give a number of hours from 0 to {count}.', most))
  }
  return transact(async (unit) => {
    const webhook = await getWebhook(id, unit.trx)
    const secret = makeSecret()
    await unit.trx
      .from('webhooks')
      .where('id', id)
      .update({
        secret: sealSecret(secret),
        previous_secret: overlapHours > 0 ? webhook.secret : null,
        previous_until:
          overlapHours > 0 ? toDatabaseTime(new Date(Date.now() + overlapHours * HOUR_MS)) : null,
        updated_at: now(),
      })
    await audited(unit, actor, {
      action: 'rotate secret',
      modelId: id,
      changes: { overlap_hours: overlapHours },
    })
    return { id, secret }
  }, outer)
}

/** Deletes a webhook with its delivery log; what is still to be sent is not sent. */
export function deleteWebhook(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const { trx } = unit
    const { url } = await getWebhook(id, trx)
    await trx.from('webhooks').where('id', id).delete()
    await audited(unit, actor, { action: 'delete', modelId: id, changes: { url } })
  }, outer)
}

async function audited(
  unit: UnitOfWork,
  actor: Actor,
  change: { action: string; modelId: number; changes: object }
): Promise<void> {
  await webhookPorts().audit(unit, actor, change)
  unit.afterCommit(announceWebhooks)
}

function checked({ url, description, eventTypes, isActive }: WebhookValues) {
  const text = description.trim()
  if (text.length > LONGEST_DESCRIPTION) {
    throw InvalidInput.field(
      'description',
      t('Use at most {count} characters.', { count: LONGEST_DESCRIPTION })
    )
  }
  const unknown = eventTypes.find((type) => !Object.hasOwn(EVENT_TYPES, type))
  if (unknown !== undefined) {
    throw InvalidInput.field(
      'event_types',
      t('There are no events of type "{type}".', { type: unknown })
    )
  }
  return {
    url: checkedUrl(url),
    description: text,
    event_types: JSON.stringify([...new Set(eventTypes)]),
    is_active: isActive,
  }
}
