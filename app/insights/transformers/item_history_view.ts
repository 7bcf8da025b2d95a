import { divideHalfEven, formatDecimal } from '#core/decimal'
import { localeTag, t, translatable } from '#core/i18n'
import { localDay } from '#core/time'
import { listPrices, type PriceChange } from '#catalog/queries/list_prices'
import { drawPrices, drawQuantity, type PricePoint } from '#insights/charts/item_charts'
import {
  getItemHistory,
  type HistoryRequest,
  type HistorySpan,
  type ItemHistory,
  type MonthSums,
} from '#insights/queries/get_item_history'

const QUANTITY_UNIT = 100_000n

const SPAN_LABELS: Record<HistorySpan, string> = {
  '30d': translatable('30 days'),
  '90d': translatable('90 days'),
  '1y': translatable('1 year'),
  'all': translatable('All'),
}

/** What the section "Prices and sales" of an item shows. */
export async function toItemHistoryView(request: HistoryRequest) {
  const history = await getItemHistory(request)
  const prices = await listPrices(request.partId)
  const changes = prices.filter(
    (change, index) => index === 0 || !isSame(change, prices[index - 1])
  )
  return {
    spans: Object.entries(SPAN_LABELS).map(([key, label]) => ({ key, label: t(label) })),
    span: request.span,
    locationId: request.locationId,
    places: history.places.map(({ id, name }) => ({ id, name: name ?? t('No location') })),
    range: history.range,
    hasMoved: history.balances.some(({ quantity }) => quantity !== 0n) || history.months.length > 0,
    quantityChart: await drawQuantity(history),
    weeks: weekRows(history),
    months: history.months.map(toMonthRow).reverse(),
    changes: changes.toReversed(),
    hasPrices: changes.some((one) => one.purchasePrice !== null || one.salePrice !== null),
    priceChart: await drawPrices(pricePoints(history, prices)),
  }
}

function isSame(a: PriceChange, b: PriceChange): boolean {
  return a.purchasePrice === b.purchasePrice && a.salePrice === b.salePrice
}

/** Week by week: what was sold, and what was left at its end; the latest first. */
function weekRows({ balances, weeks }: ItemHistory) {
  const byDay = new Map(balances.map(({ day, quantity }) => [day, quantity]))
  const last = balances[balances.length - 1]
  return weeks
    .map(({ day, quantity }, index) => {
      const next = weeks[index + 1]
      const end = next ? dayBefore(next.day) : last.day
      return { from: day, to: end, sold: quantity, onHand: byDay.get(end) ?? last.quantity }
    })
    .reverse()
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}

function toMonthRow(sums: MonthSums) {
  return {
    ...sums,
    title: monthTitle(sums.month),
    firstDay: `${sums.month}-01`,
    lastDay: lastDayOf(sums.month),
    paid: averageOf(sums.spend, sums.bought),
    got: averageOf(sums.revenue, sums.sold),
    margin: marginOf(sums),
  }
}

/** "Nov 2026", in the language of the page. */
function monthTitle(month: string): string {
  const format = new Intl.DateTimeFormat(localeTag(), {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return format.format(new Date(`${month}-01T00:00:00Z`))
}

function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

/** Money a unit; null where nothing was bought or sold, or more came back than went out. */
function averageOf(amount: bigint, quantity: bigint): bigint | null {
  return quantity > 0n && amount >= 0n ? divideHalfEven(amount * QUANTITY_UNIT, quantity) : null
}

function marginOf({ profit, revenue }: MonthSums): string | null {
  if (revenue <= 0n) return null
  return formatDecimal(divideHalfEven(profit * 1000n, revenue), 1).replace('-', '−')
}

function pricePoints({ range, months }: ItemHistory, prices: readonly PriceChange[]) {
  const known = prices.map((one) => ({ ...one, day: localDay(one.changedAt) }))
  const before = known.filter(({ day }) => day <= range.from).at(-1)
  const within = known.filter(({ day }) => day > range.from && day <= range.to)
  const steps = [...(before ? [{ ...before, day: range.from }] : []), ...within]
  const list = (pick: (change: PriceChange) => bigint | null): PricePoint[] => {
    const points = steps.map((one) => ({ day: one.day, value: pick(one) }))
    const last = points.at(-1)
    return last ? [...points, { ...last, day: range.to }] : []
  }
  const averages = (pick: (row: ReturnType<typeof toMonthRow>) => bigint | null): PricePoint[] =>
    months
      .map(toMonthRow)
      .map((row) => ({ day: inMonth(row.month, range), value: pick(row) }))
      .filter(({ value }) => value !== null)
  return {
    range,
    purchase: list((change) => change.purchasePrice),
    sale: list((change) => change.salePrice),
    paid: averages((row) => row.paid),
    got: averages((row) => row.got),
  }
}

/** A month's dot stands in its middle, or at the edge of the range where that is outside. */
function inMonth(month: string, { from, to }: { from: string; to: string }): string {
  const middle = `${month}-15`
  if (middle < from) return from
  return middle > to ? to : middle
}
