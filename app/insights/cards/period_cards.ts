import { t, translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition, CardSize } from '#insights/cards/card'
import type { CardContext } from '#insights/cards/card_context'
import { transactionsLink } from '#insights/cards/links'
import {
  drawColumns,
  profitSeries,
  purchasesSeries,
  salesSeries,
  type Series,
} from '#insights/charts/dashboard_charts'
import { groupDays, periodFor, type PeriodSums } from '#insights/charts/group_days'
import { PERIOD_NAMES } from '#insights/day_text'

const { cents } = viewHelpers

export const periodsCard: CardDefinition = {
  key: 'periods',
  title: translatable('Sales and profit over time'),
  description: translatable('Sales as columns and profit as a line, by day, week or month.'),
  icon: 'chart-line',
  needs: [['stock', 'view']],
  size: 'full',
  isShown: true,
  hasChart: true,
  load: (context, size) =>
    loadPeriods(context, size, (periods) => [
      salesSeries(periods.map(({ revenue }) => revenue)),
      profitSeries(
        periods.map(({ profit }) => profit),
        true
      ),
    ]),
}

export const purchasesCard: CardDefinition = {
  key: 'purchases',
  title: translatable('Purchases and sales'),
  description: translatable('What was bought beside what was sold, by day, week or month.'),
  icon: 'shopping-cart',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: false,
  hasChart: true,
  load: (context, size) =>
    loadPeriods(context, size, (periods) => [
      purchasesSeries(periods.map(({ spend }) => spend)),
      salesSeries(periods.map(({ revenue }) => revenue)),
    ]),
}

async function loadPeriods(
  context: CardContext,
  size: CardSize,
  seriesOf: (periods: readonly PeriodSums[]) => Series[]
) {
  const days = await context.days()
  const period = periodFor(days.length)
  const periods = groupDays(days, period)
  const isEmpty = days.every(({ revenue, spend }) => revenue === 0n && spend === 0n)
  return {
    isEmpty,
    periodName: t(PERIOD_NAMES[period]),
    rows: periods.map(toRow),
    chart: isEmpty
      ? null
      : await drawColumns({
          size,
          labels: periods.map(({ label }) => label),
          series: seriesOf(periods),
          targets: periods.map((one) => ({ title: titleOf(one), href: transactionsLink(one) })),
        }),
  }
}

function toRow(one: PeriodSums) {
  return {
    title: one.title,
    sales: cents(one.revenue),
    profit: cents(one.profit),
    spend: cents(one.spend),
    salesLink: transactionsLink(one, { type: 'sale' }),
    spendLink: transactionsLink(one, { type: 'receive' }),
  }
}

function titleOf({ title, revenue, profit, spend }: PeriodSums): string {
  const amounts = { sales: cents(revenue), profit: cents(profit), spend: cents(spend) }
  return `${title}\n${t('Sales {sales}, profit {profit}, purchases {spend}', amounts)}`
}
