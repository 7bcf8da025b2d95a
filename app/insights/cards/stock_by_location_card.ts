import { t, translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition } from '#insights/cards/card'
import { percent } from '#insights/cards/change_text'
import { drawBars } from '#insights/charts/dashboard_charts'
import { stockValueByLocation } from '#insights/queries/sum_by_place'

const { cents } = viewHelpers
const MOST_BARS = 12

export const stockByLocationCard: CardDefinition = {
  key: 'stock_by_location',
  title: translatable('Stock value by location'),
  description: translatable('What the stock of each location cost, at the end of the last day.'),
  icon: 'building-warehouse',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: true,
  hasChart: true,
  async load({ client, range }, size) {
    const sums = await stockValueByLocation(client, range.to)
    const total = sums.reduce((sum, { value }) => sum + value, 0n)
    const rows = sums.map(({ locationId, name, value }) => ({
      name: locationId === 0 ? t('No location') : name,
      href: locationId ? `/balance?location=${locationId}&as_of=${range.to}` : undefined,
      scaled: value,
      value: cents(value),
      share: percent(value, total),
    }))
    const shown = rows.slice(0, MOST_BARS)
    return {
      isEmpty: rows.length === 0,
      total: cents(total),
      rows,
      chart: await drawBars({
        size,
        labels: shown.map(({ name }) => name),
        series: [
          {
            name: t('Stock value at cost'),
            color: 'var(--chart-4)',
            values: shown.map(({ scaled }) => scaled),
          },
        ],
        targets: shown.map(({ name, value, href }) => ({ title: `${name}\n${value}`, href })),
      }),
    }
  },
}
