import { t, translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition, CardSize } from '#insights/cards/card'
import { percent } from '#insights/cards/change_text'
import { transactionsLink } from '#insights/cards/links'
import { compare } from '#insights/compare'
import { drawBars, profitSeries, salesSeries } from '#insights/charts/dashboard_charts'
import type { DayRange } from '#insights/day_range'

const { cents } = viewHelpers
const MOST_BARS = 8

interface NamedSums {
  name: string
  revenue: bigint
  profit: bigint
  href?: string
}

export const categoriesCard: CardDefinition = {
  key: 'categories',
  title: translatable('By category'),
  description: translatable('Sales and profit of each category.'),
  icon: 'category',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: true,
  hasChart: true,
  async load(context, size) {
    const sums = await context.categories()
    return toBars(
      sums.map((one) => ({
        ...one,
        name: one.categoryId === null ? t('No category') : one.name,
        href: salesLink(context.range, 'category', one.categoryId),
      })),
      size
    )
  },
}

export const locationsCard: CardDefinition = {
  key: 'locations',
  title: translatable('By location'),
  description: translatable('Sales and profit of each location.'),
  icon: 'map-pin',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: true,
  hasChart: true,
  async load(context, size) {
    const sums = await context.locations()
    return toBars(
      sums.map((one) => ({
        ...one,
        name: one.locationId === 0 ? t('No location') : one.name,
        href: salesLink(context.range, 'location', one.locationId),
      })),
      size
    )
  },
}

export const profitByCategoryCard: CardDefinition = {
  key: 'profit_by_category',
  title: translatable('Profit by category'),
  description: translatable('What each category earned, and its margin: the best first.'),
  icon: 'coins',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: false,
  hasChart: true,
  async load(context, size) {
    const categories = await context.categories()
    const sums = categories
      .toSorted((a, b) => compare(b.profit, a.profit))
      .map((one) => ({
        ...one,
        name: one.categoryId === null ? t('No category') : one.name,
        href: salesLink(context.range, 'category', one.categoryId),
      }))
    return { ...toRows(sums), chart: sums.length > 0 ? await drawProfit(sums, size) : null }
  },
}

/** The sales behind a bar; none for what has no category or no location. */
function salesLink(range: DayRange, filter: 'category' | 'location', id: number | null) {
  return id ? transactionsLink(range, { type: 'sale', [filter]: id }) : undefined
}

async function toBars(sums: readonly NamedSums[], size: CardSize) {
  return { ...toRows(sums), chart: sums.length > 0 ? await drawBoth(sums, size) : null }
}

function toRows(sums: readonly NamedSums[]) {
  const total = sums.reduce((sum, one) => sum + one.revenue, 0n)
  return {
    isEmpty: sums.length === 0,
    rows: sums.map(({ name, href, revenue, profit }) => ({
      name,
      href,
      sales: cents(revenue),
      profit: cents(profit),
      share: percent(revenue, total),
      margin: percent(profit, revenue),
    })),
  }
}

function drawBoth(sums: readonly NamedSums[], size: CardSize) {
  const shown = withOthers(sums)
  return drawBars({
    size,
    labels: shown.map(({ name }) => name),
    series: [
      salesSeries(shown.map(({ revenue }) => revenue)),
      profitSeries(shown.map(({ profit }) => profit)),
    ],
    targets: shown.map((one) => ({ title: titleOf(one), href: one.href })),
  })
}

function drawProfit(sums: readonly NamedSums[], size: CardSize) {
  const shown = withOthers(sums)
  return drawBars({
    size,
    labels: shown.map(({ name }) => name),
    series: [profitSeries(shown.map(({ profit }) => profit))],
    targets: shown.map((one) => ({ title: titleOf(one), href: one.href })),
  })
}

function titleOf({ name, revenue, profit }: NamedSums): string {
  return `${name}\n${t('Sales {sales}, profit {profit}', { sales: cents(revenue), profit: cents(profit) })}`
}

/** The best, and all others as one. */
function withOthers(sums: readonly NamedSums[]): NamedSums[] {
  if (sums.length <= MOST_BARS + 1) return [...sums]
  const others: NamedSums = { name: t('All others'), revenue: 0n, profit: 0n }
  for (const { revenue, profit } of sums.slice(MOST_BARS)) {
    others.revenue += revenue
    others.profit += profit
  }
  return [...sums.slice(0, MOST_BARS), others]
}
