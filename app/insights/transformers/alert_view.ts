import { can, type Actor } from '#core/access'
import { t } from '#core/i18n'
import { formatDay } from '#core/local_format'
import { today } from '#core/time'
import { viewHelpers } from '#core/view_helpers'
import { ALERT_LABELS, LOSS_DAYS, type AlertKind } from '#insights/alerts/alert_kinds'
import { addDays } from '#insights/day_range'
import type { Alert } from '#insights/queries/list_alerts'

interface Link {
  label: string
  href: string
}

/** An alert in words, with the rows behind it and what to do about it. */
export interface AlertView {
  kind: AlertKind
  partId: number
  name: string
  thumbnail: string | null
  label: string
  isBad: boolean
  text: string
  href: string
  action: Link | null
}

const BAD: readonly AlertKind[] = [
  'out_of_stock',
  'expired',
  'sold_below_cost',
  'analysis_mismatch',
]

export function toAlertView(alert: Alert, actor: Actor): AlertView {
  return {
    kind: alert.kind,
    partId: alert.partId,
    name: alert.name,
    thumbnail: alert.thumbnail,
    label: t(ALERT_LABELS[alert.kind]),
    isBad: BAD.includes(alert.kind),
    text: TEXTS[alert.kind](alert),
    href: ROWS_BEHIND[alert.kind](alert),
    action: actionOf(alert, actor),
  }
}

function amountOf({ quantity, unit }: Alert): string {
  return `${viewHelpers.quantity(quantity)} ${unit}`.trim()
}

function dayOf({ day }: Alert): string {
  return day ? formatDay(day) : ''
}

const TEXTS: Record<AlertKind, (alert: Alert) => string> = {
  out_of_stock: ({ limit }) =>
    limit
      ? t('Nothing is left; the minimum is {minimum}.', { minimum: viewHelpers.quantity(limit) })
      : t('Nothing is left.'),
  below_minimum: (alert) =>
    t('{quantity} on hand; the minimum is {minimum}.', {
      quantity: amountOf(alert),
      minimum: viewHelpers.quantity(alert.limit),
    }),
  expired: (alert) =>
    t('{quantity} in {count, plural, one {# lot} other {# lots}} expired, the first on {day}.', {
      quantity: amountOf(alert),
      count: alert.count,
      day: dayOf(alert),
    }),
  expiring: (alert) =>
    t(
      '{quantity} in {count, plural, one {# lot} other {# lots}} expire soon, the first on {day}.',
      {
        quantity: amountOf(alert),
        count: alert.count,
        day: dayOf(alert),
      }
    ),
  sold_below_cost: (alert) =>
    t('{count, plural, one {# sale} other {# sales}} in {days} days lost {amount}.', {
      count: alert.count,
      days: LOSS_DAYS,
      amount: viewHelpers.cents(alert.limit),
    }),
  price_below_cost: ({ quantity, limit }) =>
    t('It sells for {sale} and costs {purchase}.', {
      sale: viewHelpers.money(quantity),
      purchase: viewHelpers.money(limit),
    }),
  unsold: (alert) =>
    alert.day
      ? t('{quantity} on hand; last sold on {day}.', {
          quantity: amountOf(alert),
          day: dayOf(alert),
        })
      : t('{quantity} on hand; never sold.', { quantity: amountOf(alert) }),
  analysis_mismatch: (alert) =>
    t('On {day} the sales analysis has {found}, the ledger {expected}.', {
      day: dayOf(alert),
      found: viewHelpers.money(alert.quantity),
      expected: viewHelpers.money(alert.limit),
    }),
}

const lotsOf = ({ partId, lotId, count }: Alert) =>
  count === 1 && lotId !== null ? `/stock/${lotId}` : `/items/${partId}/stock`

const ROWS_BEHIND: Record<AlertKind, (alert: Alert) => string> = {
  out_of_stock: ({ partId }) => `/items/${partId}/movements`,
  below_minimum: ({ partId }) => `/items/${partId}/stock`,
  expired: lotsOf,
  expiring: lotsOf,
  sold_below_cost: ({ partId }) =>
    `/transactions?item=${partId}&type=sale&from=${addDays(today(), 1 - LOSS_DAYS)}`,
  price_below_cost: ({ partId }) => `/items/${partId}/history`,
  unsold: ({ partId }) => `/transactions?item=${partId}&type=sale`,
  analysis_mismatch: ({ partId, day }) =>
    `/transactions?item=${partId}${day ? `&from=${day}&to=${day}` : ''}`,
}

function actionOf({ kind, partId }: Alert, actor: Actor): Link | null {
  const act = (label: string, href: string, isAllowed: boolean) =>
    isAllowed ? { label, href } : null
  switch (kind) {
    case 'out_of_stock':
    case 'below_minimum':
      return act(
        t('Stock in'),
        `/transactions/new?type=IN&item=${partId}`,
        can(actor, 'stock', 'add')
      )
    case 'analysis_mismatch':
      return act(t('Sales analysis'), '/insights/sales', true)
    case 'expired':
    case 'expiring':
      return act(t('Transfer'), `/transfers/new?item=${partId}`, can(actor, 'stock', 'change'))
    default:
      return act(t('Edit prices'), `/items/${partId}/edit`, can(actor, 'part', 'change'))
  }
}
