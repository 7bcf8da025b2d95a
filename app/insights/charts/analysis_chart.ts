import { viewHelpers } from '#core/view_helpers'
import type { CardSize } from '#insights/cards/card'
import { drawBars, profitSeries, salesSeries } from '#insights/charts/dashboard_charts'
import type { AnalysisRow } from '#insights/queries/list_analysis'

/** What an item's name finds; a result has names and no ids. */
export function itemLink(name: string): string {
  return `/items?${new URLSearchParams({ search: name, status: 'all' })}`
}

/** Sales and profit of some items, as bars. */
export function drawItems(rows: readonly AnalysisRow[], size: CardSize) {
  return drawBars({
    size,
    labels: rows.map(({ name }) => name),
    series: [
      salesSeries(rows.map(({ total }) => total)),
      profitSeries(rows.map(({ profit }) => profit)),
    ],
    targets: rows.map(({ name, total, profit }) => ({
      title: `${name}: ${viewHelpers.cents(total)}, ${viewHelpers.cents(profit)}`,
      href: itemLink(name),
    })),
  })
}
