import { translatable } from '#core/i18n'
import { numberSetting } from '#core/setting_values'
import { today } from '#core/time'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition } from '#insights/cards/card'
import { addDays } from '#insights/day_range'
import { listExpiring } from '#insights/queries/list_expiring'
import { listLowStock } from '#insights/queries/list_low_stock'
import { listSlowMovers } from '#insights/queries/list_slow_movers'

const { cents, quantity, localDay } = viewHelpers
const MOST_ROWS = 8

export const lowStockCard: CardDefinition = {
  key: 'low_stock',
  title: translatable('Low stock'),
  description: translatable('Items below their minimum now, those that lack most of it first.'),
  icon: 'alert-triangle',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: true,
  async load({ client }) {
    const items = await listLowStock(client, MOST_ROWS)
    return {
      rows: items.map((item) => ({
        id: item.partId,
        name: item.name,
        onHand: quantity(item.onHand),
        minimum: quantity(item.minimum),
        missing: quantity(item.minimum - item.onHand),
        isOut: item.onHand <= 0n,
      })),
    }
  },
}

export const slowMoversCard: CardDefinition = {
  key: 'slow_movers',
  title: translatable('Slow movers'),
  description: translatable(
    'Items in stock that nobody has bought for long, and what they tie up.'
  ),
  icon: 'zzz',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: false,
  async load({ client }) {
    const days = numberSetting('slow_days')
    const { count, value, items } = await listSlowMovers(client, addDays(today(), -days), MOST_ROWS)
    return {
      days,
      count,
      total: cents(value),
      rows: items.map((item) => ({
        id: item.partId,
        name: item.name,
        quantity: quantity(item.quantity),
        value: cents(item.value),
        lastSale: localDay(item.lastSale),
      })),
    }
  },
}

export const expiringCard: CardDefinition = {
  key: 'expiring',
  title: translatable('Expiring lots'),
  description: translatable(
    'Lots in stock that expire soon or have expired, the first to go first.'
  ),
  icon: 'hourglass-low',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: false,
  async load({ client }) {
    const days = numberSetting('expiring_days')
    const day = today()
    const lots = await listExpiring(client, addDays(day, days), MOST_ROWS)
    return {
      days,
      rows: lots.map((lot) => ({
        ...lot,
        quantity: quantity(lot.quantity),
        value: cents(lot.value),
        expiresOn: localDay(lot.expiresOn),
        isExpired: lot.expiresOn < day,
      })),
    }
  },
}
