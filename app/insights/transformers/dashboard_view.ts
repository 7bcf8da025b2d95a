import { DateTime } from 'luxon'
import { divideHalfEven, formatDecimal } from '#core/decimal'
import { viewHelpers } from '#core/view_helpers'
import {
  drawNames,
  drawPeriods,
  type DrawnChart,
  type NamedSums,
} from '#insights/charts/dashboard_charts'
import { groupDays, periodFor } from '#insights/charts/group_days'
import { PRESETS, type ChosenRange, type DayRange } from '#insights/day_range'
import {
  RANKINGS,
  type Dashboard,
  type Figures,
  type Ranking,
} from '#insights/queries/get_dashboard'

const MOST_BARS = 8
const CENT = 10_000n

/** To the cent: sums of six decimals are for machines. */
export function cents(scaled: bigint): string {
  return viewHelpers.money(divideHalfEven(scaled, CENT) * CENT)
}

interface Change {
  delta: string
  /** Left out where more is neither good nor bad. */
  good?: boolean
}

interface Card extends Change {
  id: string
  label: string
  value: string
  href?: string
}

/** What the page shows of a dashboard, in words and pictures. */
export async function toDashboardView(dashboard: Dashboard, ranking: Ranking) {
  const { range, byCategory, byLocation } = dashboard
  const period = periodFor(dashboard.byDay.length)
  const periods = groupDays(dashboard.byDay, period)
  return {
    cards: toCards(dashboard),
    rangeText: rangeText(range),
    comparison: range.comparison,
    period,
    hasSales: dashboard.figures.revenue !== 0n || dashboard.figures.soldQuantity !== 0n,
    periods: periods.map((one) => ({ ...toRow(one), title: one.title, spend: cents(one.spend) })),
    periodChart: await drawPeriods(periods),
    categories: await toBars(
      byCategory.map((one) => ({ ...one, href: salesLink(range, 'category', one.categoryId) }))
    ),
    locations: await toBars(
      byLocation.map((one) => ({ ...one, href: salesLink(range, 'location', one.locationId) }))
    ),
    ranking,
    rankings: RANKINGS,
    topItems: dashboard.topItems[ranking].map((item) => ({
      ...toRow(item),
      id: item.partId,
      name: item.name,
      quantity: viewHelpers.quantity(item.quantity),
      margin: percent(item.profit, item.revenue),
    })),
  }
}

function toRow({ revenue, profit }: { revenue: bigint; profit: bigint }) {
  return { sales: cents(revenue), profit: cents(profit) }
}

/** The sales behind a bar; none for what has no category or no location. */
function salesLink(range: DayRange, filter: 'category' | 'location', id: number | null) {
  return id
    ? `/transactions?type=sale&from=${range.from}&to=${range.to}&${filter}=${id}`
    : undefined
}

interface LinkedSums extends NamedSums {
  href?: string
}

interface Bars {
  chart: DrawnChart
  rows: { name: string; href?: string; sales: string; profit: string; share: string }[]
}

async function toBars(sums: readonly LinkedSums[]): Promise<Bars> {
  const total = sums.reduce((sum, one) => sum + one.revenue, 0n)
  return {
    chart: await drawNames(withOthers(sums)),
    rows: sums.map((one) => ({
      ...toRow(one),
      name: one.name,
      href: one.href,
      share: percent(one.revenue, total),
    })),
  }
}

/** The best, and all others as one. */
function withOthers(sums: readonly NamedSums[]): NamedSums[] {
  if (sums.length <= MOST_BARS + 1) return [...sums]
  const others = { name: 'All others', revenue: 0n, profit: 0n }
  for (const { revenue, profit } of sums.slice(MOST_BARS)) {
    others.revenue += revenue
    others.profit += profit
  }
  return [...sums.slice(0, MOST_BARS), others]
}

function toCards({ range, figures, previous }: Dashboard): Card[] {
  const days = `from=${range.from}&to=${range.to}`
  const sales = `/transactions?type=sale&${days}`
  const amount = (pick: (figures: Figures) => bigint) => ({
    value: cents(pick(figures)),
    ...relativeChange(pick(figures), pick(previous)),
  })
  return [
    { id: 'sales', label: 'Sales', href: sales, ...valued(amount((one) => one.revenue)) },
    { id: 'profit', label: 'Profit', href: sales, ...valued(amount((one) => one.profit)) },
    { id: 'margin', label: 'Margin', ...marginFacts(figures, previous) },
    {
      id: 'purchases',
      label: 'Purchases',
      href: `/transactions?type=receive&${days}`,
      ...neutral(amount((one) => one.spend)),
    },
    {
      id: 'stock-value',
      label: 'Stock value at cost',
      href: `/balance?as_of=${range.to}`,
      ...neutral(amount((one) => one.stockValue)),
    },
    lowStockCard(figures, previous),
  ]
}

type Amount = { value: string; delta: string; isMore: boolean | null }

/** More is better. */
function valued({ value, delta, isMore }: Amount) {
  return { value, delta, good: isMore ?? undefined }
}

function neutral({ value, delta }: Amount) {
  return { value, delta }
}

function lowStockCard(figures: Figures, previous: Figures): Card {
  const more = figures.lowStock - previous.lowStock
  return {
    id: 'low-stock',
    label: 'Items below minimum',
    value: count(figures.lowStock),
    href: '/balance?by=item&below=1',
    delta:
      more === 0 ? 'as many as before' : `${count(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'}`,
    good: more === 0 ? undefined : more < 0,
  }
}

function count(number: number): string {
  return number.toLocaleString('en-GB')
}

function relativeChange(now: bigint, before: bigint): { delta: string; isMore: boolean | null } {
  if (now === before) return { delta: 'no change', isMore: null }
  if (before === 0n) return { delta: 'nothing before', isMore: null }
  const size = before < 0n ? -before : before
  return { delta: `${signed(percent(now - before, size))}`, isMore: now > before }
}

function marginFacts(figures: Figures, previous: Figures) {
  const now = perMille(figures.profit, figures.revenue)
  const before = perMille(previous.profit, previous.revenue)
  const value = now === null ? '–' : percent(figures.profit, figures.revenue)
  if (now === null || before === null) return { value, delta: 'nothing before' }
  if (now === before) return { value, delta: 'no change' }
  return { value, delta: `${signed(formatDecimal(now - before, 1))} points`, good: now > before }
}

function signed(text: string): string {
  return text.startsWith('-') || text.startsWith('−') ? text.replace('-', '−') : `+${text}`
}

function perMille(part: bigint, whole: bigint): bigint | null {
  return whole === 0n ? null : divideHalfEven(part * 1000n, whole)
}

/** "12.4 %", or a dash where there is nothing to divide by. */
function percent(part: bigint, whole: bigint): string {
  const share = perMille(part, whole)
  return share === null ? '–' : `${formatDecimal(share, 1).replace('-', '−')} %`
}

/** "1 – 22 November 2026", with what both ends share said once. */
export function rangeText({ from, to }: DayRange): string {
  const [first, last] = [from, to].map((day) =>
    DateTime.fromISO(day, { zone: 'utc', locale: 'en-GB' })
  )
  const end = last.toFormat('d LLLL yyyy')
  if (from === to) return end
  if (first.hasSame(last, 'month')) return `${first.toFormat('d')} – ${end}`
  if (first.hasSame(last, 'year')) return `${first.toFormat('d LLLL')} – ${end}`
  return `${first.toFormat('d LLLL yyyy')} – ${end}`
}

/** The links of the range selector. */
export function presetLinks(chosen: ChosenRange) {
  return Object.entries(PRESETS).map(([key, { label }]) => ({
    label,
    href: `/?range=${key}`,
    isCurrent: chosen.preset === key,
  }))
}
