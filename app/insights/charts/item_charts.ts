import type { EChartsCoreOption } from 'echarts'
import { MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { localeTag, t } from '#core/i18n'
import { drawChart } from '#insights/charts/draw_chart'
import type { DayQuantity } from '#insights/queries/get_item_history'

/** The same chart drawn for a desk and for a phone: text keeps its size on both. */
export interface DrawnChart {
  wide: string
  narrow: string
}

const INK = 'var(--ink-quiet)'
const LINE = 'var(--line)'
const WIDE = { width: 1120, height: 340 }
const NARROW = { width: 340, height: 300 }
const STILL = { silent: true, emphasis: { disabled: true } }
const DAY_MS = 86_400_000

/** A picture needs no exactness: here, and only here, a figure becomes a float. */
function height(scaled: bigint, decimals: number): number {
  return Number(scaled) / 10 ** decimals
}

function compact(value: number): string {
  const format = new Intl.NumberFormat(localeTag(), {
    notation: 'compact',
    maximumFractionDigits: 2,
  })
  return format.format(value).replace('-', '−')
}

function dateLabel(isLong: boolean) {
  const format = new Intl.DateTimeFormat(localeTag(), {
    timeZone: 'UTC',
    month: 'short',
    ...(isLong ? { year: '2-digit' } : { day: 'numeric' }),
  })
  return (moment: number) => format.format(moment)
}

interface Span {
  from: string
  to: string
}

function timeAxis({ from, to }: Span, { isShown, left }: { isShown: boolean; left: number }) {
  const [min, max] = [Date.parse(from), Date.parse(to) + DAY_MS]
  return {
    type: 'time',
    min,
    max,
    splitNumber: left > 50 ? 8 : 3,
    // The axis tells days of UTC, which is what a day without a time is read as.
    axisLine: { show: true, lineStyle: { color: LINE } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      show: isShown,
      color: INK,
      fontSize: 12,
      hideOverlap: true,
      formatter: dateLabel(max - min > 200 * DAY_MS),
    },
  }
}

function valueAxis(name = '') {
  return {
    type: 'value',
    name,
    nameTextStyle: { color: INK, align: 'left', fontSize: 12 },
    axisLine: { show: false },
    axisTick: { show: false },
    splitNumber: 3,
    splitLine: { lineStyle: { color: LINE } },
    axisLabel: { color: INK, fontSize: 12, formatter: compact, hideOverlap: true },
  }
}

/** The language is told to the chart, because drawings are kept by what they were drawn from. */
function framed(option: EChartsCoreOption): EChartsCoreOption {
  return {
    useUTC: true,
    textStyle: { fontFamily: 'inherit', color: INK },
    ...option,
    localeTag: localeTag(),
  }
}

async function drawBoth(optionOf: (left: number) => EChartsCoreOption): Promise<DrawnChart> {
  return {
    wide: await drawChart(optionOf(56), WIDE),
    narrow: await drawChart(optionOf(44), NARROW),
  }
}

export interface QuantityFigures {
  range: Span
  balances: readonly DayQuantity[]
  weeks: readonly DayQuantity[]
}

/** Stock day by day as steps, and below it what was sold in each week as bars. */
export function drawQuantity({ range, balances, weeks }: QuantityFigures): Promise<DrawnChart> {
  const point = ({ day, quantity }: DayQuantity): [number, number] => [
    Date.parse(day),
    height(quantity, QUANTITY_DECIMALS),
  ]
  const steps = withoutRepeats(balances).map(point)
  const bars = weeks.map(point).map(([from, sold]) => [from + 3.5 * DAY_MS, sold])
  return drawBoth((left) =>
    framed({
      grid: [
        { left, right: 12, top: 28, height: '50%' },
        { left, right: 12, top: '72%', bottom: 26 },
      ],
      xAxis: [
        { ...timeAxis(range, { isShown: false, left }), gridIndex: 0 },
        { ...timeAxis(range, { isShown: true, left }), gridIndex: 1 },
      ],
      yAxis: [
        { ...valueAxis(t('On hand')), gridIndex: 0, min: 0 },
        { ...valueAxis(t('Sold a week')), gridIndex: 1, splitNumber: 2 },
      ],
      series: [quantitySteps(steps), weekBars(bars, left)],
    })
  )
}

function quantitySteps(data: [number, number][]) {
  return {
    type: 'line',
    step: 'end',
    ...STILL,
    symbol: 'none',
    lineStyle: { color: 'var(--chart-1)', width: 2 },
    areaStyle: { color: 'var(--chart-1)', opacity: 0.12 },
    data,
  }
}

function weekBars(data: number[][], left: number) {
  const room = (left > 50 ? WIDE : NARROW).width - left
  return {
    type: 'bar',
    xAxisIndex: 1,
    yAxisIndex: 1,
    ...STILL,
    barWidth: Math.max(1, Math.min(24, (0.7 * room) / Math.max(1, data.length))),
    itemStyle: { color: 'var(--chart-2)', borderRadius: [2, 2, 0, 0] },
    data,
  }
}

/** A step needs a point only where the quantity changes, and one at the end. */
function withoutRepeats(balances: readonly DayQuantity[]): DayQuantity[] {
  return balances.filter(
    ({ quantity }, index) =>
      index === 0 || index === balances.length - 1 || quantity !== balances[index - 1].quantity
  )
}

export interface PricePoint {
  /** A day, YYYY-MM-DD. */
  day: string
  value: bigint | null
}

export interface PriceFigures {
  range: Span
  purchase: readonly PricePoint[]
  sale: readonly PricePoint[]
  /** What a unit cost and brought on average, month by month. */
  paid: readonly PricePoint[]
  got: readonly PricePoint[]
}

/** The list prices as steps, and what was really paid and got a unit as dots. */
export function drawPrices({ range, ...figures }: PriceFigures): Promise<DrawnChart> {
  return drawBoth((left) =>
    framed({
      grid: { left, right: 12, top: left > 50 ? 34 : 58, bottom: 26 },
      legend: {
        top: 0,
        left: 0,
        itemWidth: 14,
        itemHeight: 8,
        itemGap: 18,
        textStyle: { color: INK, fontSize: 12 },
      },
      xAxis: timeAxis(range, { isShown: true, left }),
      yAxis: { ...valueAxis(), scale: true },
      series: [
        priceSteps(t('Sale price'), 'var(--chart-1)', figures.sale),
        priceSteps(t('Purchase price'), 'var(--chart-3)', figures.purchase),
        priceDots(t('Got a unit'), 'var(--chart-2)', figures.got),
        priceDots(t('Paid a unit'), 'var(--chart-5)', figures.paid),
      ],
    })
  )
}

function priceSteps(name: string, color: string, points: readonly PricePoint[]) {
  return {
    name,
    type: 'line',
    step: 'end',
    ...STILL,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { color, width: 2 },
    itemStyle: { color },
    data: toData(points),
  }
}

function priceDots(name: string, color: string, points: readonly PricePoint[]) {
  return {
    name,
    type: 'scatter',
    ...STILL,
    symbolSize: 8,
    itemStyle: { color, opacity: 0.85 },
    data: toData(points),
  }
}

function toData(points: readonly PricePoint[]) {
  return points.map(({ day, value }) => [
    Date.parse(day),
    value === null ? null : height(value, MONEY_DECIMALS),
  ])
}
