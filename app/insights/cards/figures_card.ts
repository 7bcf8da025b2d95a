import { formatCount } from '#core/local_format'
import { t, translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition } from '#insights/cards/card'
import {
  changeOfAmount,
  changeOfCount,
  changeOfShare,
  percent,
  perMille,
  type Change,
} from '#insights/cards/change_text'
import { transactionsLink } from '#insights/cards/links'
import { rangeText } from '#insights/day_text'
import type { ChosenRange } from '#insights/day_range'
import type { Figures } from '#insights/queries/get_dashboard'

interface Figure extends Change {
  id: string
  label: string
  value: string
  href: string
}

export const figuresCard: CardDefinition = {
  key: 'figures',
  title: translatable('Key figures'),
  description: translatable(
    'Sales, profit, margin, purchases and stock against the period before.'
  ),
  icon: 'report-money',
  needs: [['stock', 'view']],
  size: 'full',
  isAlwaysFull: true,
  isShown: true,
  async load(context) {
    const { range } = context
    return {
      figures: toFigures(range, await context.figures(), await context.previousFigures()),
      comparison: t(range.comparison),
      previousText: rangeText(range.previous),
    }
  },
}

function toFigures(range: ChosenRange, now: Figures, before: Figures): Figure[] {
  const sales = transactionsLink(range, { type: 'sale' })
  const amount = (pick: (figures: Figures) => bigint, isMoreBetter?: boolean) => ({
    value: viewHelpers.cents(pick(now)),
    ...changeOfAmount({ now: pick(now), before: pick(before), isMoreBetter }),
  })
  return [
    { id: 'sales', label: t('Sales'), href: sales, ...amount((one) => one.revenue, true) },
    { id: 'profit', label: t('Profit'), href: sales, ...amount((one) => one.profit, true) },
    { id: 'margin', label: t('Margin'), href: sales, ...margin(now, before) },
    {
      id: 'purchases',
      label: t('Purchases'),
      href: transactionsLink(range, { type: 'receive' }),
      ...amount((one) => one.spend),
    },
    {
      id: 'stock-value',
      label: t('Stock value at cost'),
      href: `/balance?as_of=${range.to}`,
      ...amount((one) => one.stockValue),
    },
    {
      id: 'low-stock',
      label: t('Items below minimum'),
      value: formatCount(now.lowStock),
      href: '/balance?by=item&below=1',
      ...changeOfCount(now.lowStock, before.lowStock),
    },
  ]
}

function margin(now: Figures, before: Figures) {
  return {
    value: percent(now.profit, now.revenue),
    ...changeOfShare(perMille(now.profit, now.revenue), perMille(before.profit, before.revenue)),
  }
}
