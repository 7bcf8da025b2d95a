import { formatMoney, formatQuantity, ratio } from '#core/decimal'
import { setting } from '#core/setting_values'
import type { DayRange } from '#insights/day_range'
import type { Dashboard, DaySums, Figures, TopItem } from '#insights/queries/get_dashboard'
import type { CategorySums } from '#insights/queries/sum_by_category'
import type { LocationSums, Sums } from '#insights/queries/sum_by_place'

declare global {
  interface JSON {
    /** A piece of JSON text that JSON.stringify writes as it is; TypeScript does not know it yet. */
    rawJSON(text: string): unknown
  }
}

function moneyNumber(scaled: bigint): unknown {
  return JSON.rawJSON(formatMoney(scaled))
}

function quantityNumber(scaled: bigint): unknown {
  return JSON.rawJSON(formatQuantity(scaled))
}

/** The dashboard for JSON.stringify: every number has exactly the digits of the ledger. */
export function toDashboardJson(dashboard: Dashboard): object {
  const { range, figures, previous, topItems } = dashboard
  return {
    from: range.from,
    to: range.to,
    range: range.preset,
    currency: setting('company_currency'),
    ...toFigures(figures),
    previous: { ...toDays(range.previous), ...toFigures(previous) },
    top_items: topItems.revenue.map(toItem),
    top_items_by_quantity: topItems.quantity.map(toItem),
    top_items_by_profit: topItems.profit.map(toItem),
    by_day: dashboard.byDay.map(toDay),
    by_category: dashboard.byCategory.map(toCategory),
    by_location: dashboard.byLocation.map(toLocation),
  }
}

function toDays({ from, to }: DayRange) {
  return { from, to }
}

function toFigures(figures: Figures) {
  return {
    ...toValues(figures),
    margin: toMargin(figures),
    sold_quantity: quantityNumber(figures.soldQuantity),
    stock_value: moneyNumber(figures.stockValue),
    low_stock: figures.lowStock,
  }
}

/** profit ÷ sales, with four decimals; null when nothing was sold. */
function toMargin({ profit, revenue }: Sums): unknown {
  const margin = ratio(profit, revenue)
  return margin === null ? null : JSON.rawJSON(margin)
}

function toValues({ spend, revenue, profit }: Pick<Sums, 'spend' | 'revenue' | 'profit'>) {
  return {
    purchase_value: moneyNumber(spend),
    sales_value: moneyNumber(revenue),
    profit: moneyNumber(profit),
  }
}

function toItem({ partId, name, quantity, revenue, profit }: TopItem) {
  return {
    part: partId,
    name,
    quantity: quantityNumber(quantity),
    revenue: moneyNumber(revenue),
    profit: moneyNumber(profit),
  }
}

function toDay(sums: DaySums) {
  return { day: sums.day, ...toValues(sums), quantity: quantityNumber(sums.soldQuantity) }
}

function toCategory({ categoryId, name, quantity, revenue, profit }: CategorySums) {
  return {
    category: categoryId,
    name,
    quantity: quantityNumber(quantity),
    sales_value: moneyNumber(revenue),
    profit: moneyNumber(profit),
  }
}

function toLocation(sums: LocationSums) {
  return {
    location: sums.locationId === 0 ? null : sums.locationId,
    name: sums.name,
    ...toValues(sums),
    quantity: quantityNumber(sums.soldQuantity),
  }
}
