import { t } from '#core/i18n'
import type { Delivery, Webhook } from '#events/queries/read_webhooks'

interface Mark {
  text: string
  kind?: 'good' | 'bad' | 'warn' | 'info'
  icon: string
}

/** How a webhook is: text, colour and icon of a badge. */
export function webhookMark(webhook: Webhook): Mark {
  if (webhook.disabled_at) {
    return { text: t('Switched off by failures'), kind: 'bad', icon: 'alert-triangle' }
  }
  if (!webhook.isActive) return { text: t('webhook|Switched off'), icon: 'player-pause' }
  if (webhook.failures > 0) {
    return { text: t('webhook|Failing'), kind: 'warn', icon: 'alert-triangle' }
  }
  return { text: t('webhook|Active'), kind: 'good', icon: 'check' }
}

/** How a delivery is. */
export function deliveryMark({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): Mark {
  if (state === 'delivered') return { text: t('delivery|Delivered'), kind: 'good', icon: 'check' }
  if (state === 'failed') {
    return { text: t('delivery|Failed'), kind: 'bad', icon: 'alert-triangle' }
  }
  return attempts > 0
    ? { text: t('delivery|Will try again'), kind: 'warn', icon: 'refresh' }
    : { text: t('delivery|Waiting'), icon: 'clock' }
}

/** "All events", or the types that were chosen. */
export function typesInWords({ eventTypes }: Webhook): string {
  return eventTypes.length === 0 ? t('All events') : eventTypes.join(', ')
}
