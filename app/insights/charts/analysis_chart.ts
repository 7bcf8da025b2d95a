import { viewHelpers } from '#core/view_helpers'
import type { CardSize } from '#insights/cards/card'
import { drawBars, profitSeries, salesSeries } from '#insights/charts/dashboard_charts'
import type { AnalysisRow } from '#insights/queries/list_analysis'

/** The item; where several or none have the name that the result tells, what it finds. */
export function itemLink({ partId, name }: AnalysisRow): string {
  if (partId !== null) return `/items/${partId}`
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
    targets: rows.map((row) => ({
      title: `${row.name}: ${viewHelpers.cents(row.total)}, ${viewHelpers.cents(row.profit)}`,
      href: itemLink(row),
    })),
  })
}
