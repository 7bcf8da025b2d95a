import type { EChartsCoreOption } from 'echarts'
import { MONEY_DECIMALS } from '#core/decimal'
import { localeTag, t } from '#core/i18n'
import type { CardSize } from '#insights/cards/card'
import { drawChart, type ChartSize, type ChartTarget } from '#insights/charts/draw_chart'

/** The same chart drawn for a desk and for a phone: text keeps its size on both. */
export interface DrawnChart {
  wide: string
  narrow: string
}

/** A row of figures under one name: at least one of them. */
export interface Series {
  name: string
  /** "var(--chart-1)" */
  color: string
  values: readonly bigint[]
  isLine?: boolean
}

export interface ChartInput {
  labels: readonly string[]
  series: readonly Series[]
  targets: readonly ChartTarget[]
  size: CardSize
}

const INK = 'var(--ink-quiet)'
const LINE = 'var(--line)'
const LONGEST_NAME = 22
/** Where a chart has the width of the page. */
const WHOLE_NAME = 44
const SHORTEST_NAME = 14
const WIDTHS: Record<CardSize, number> = { half: 540, full: 1120 }
const NARROW_WIDTH = 340
const ROW_HEIGHT = 22

/** A picture needs no exactness: here, and only here, an amount becomes a float. */
function height(scaled: bigint): number {
  return Number(scaled) / 10 ** MONEY_DECIMALS
}

function compact(value: number): string {
  const format = new Intl.NumberFormat(localeTag(), {
    notation: 'compact',
    maximumFractionDigits: 1,
  })
  return format.format(value).replace('-', '−')
}

const AXIS = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: INK, fontSize: 12 },
}

const VALUE_AXIS = {
  ...AXIS,
  type: 'value',
  splitLine: { lineStyle: { color: LINE } },
  axisLabel: { ...AXIS.axisLabel, formatter: compact, hideOverlap: true },
}

/** The labels of the axes lie within the drawing, however long they are. */
const AROUND_LABELS = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' }
/** The library's own reactions to the mouse would only make the drawing larger. */
const STILL = { silent: true, emphasis: { disabled: true } }

const TEXT = { fontFamily: 'inherit', color: INK }

/** Columns from left to right, with lines over them where a series is one. */
export async function drawColumns(input: ChartInput): Promise<DrawnChart> {
  const draw = (size: ChartSize) =>
    drawChart(columnOption(input), size, { axis: 'x', list: input.targets })
  return {
    wide: await draw({ width: WIDTHS[input.size], height: 280 }),
    narrow: await draw({ width: NARROW_WIDTH, height: 220 }),
  }
}

function columnOption({ labels, series }: ChartInput): EChartsCoreOption {
  return {
    textStyle: TEXT,
    grid: { left: 4, right: 4, top: series.length > 1 ? 36 : 12, bottom: 4, ...AROUND_LABELS },
    legend: legend(series),
    xAxis: {
      ...AXIS,
      type: 'category',
      data: labels,
      axisLine: { show: true, lineStyle: { color: LINE } },
      axisLabel: { ...AXIS.axisLabel, hideOverlap: true },
    },
    yAxis: VALUE_AXIS,
    series: series.map((one) => (one.isLine ? lineOf(one) : columnOf(one))),
  }
}

function columnOf({ name, color, values }: Series) {
  return {
    name,
    type: 'bar',
    ...STILL,
    barMaxWidth: 28,
    barGap: '10%',
    itemStyle: { color, borderRadius: [2, 2, 0, 0] },
    data: values.map(height),
  }
}

function lineOf({ name, color, values }: Series) {
  return {
    name,
    type: 'line',
    ...STILL,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { color, width: 2 },
    itemStyle: { color },
    data: values.map(height),
  }
}

function legend(series: readonly Series[]) {
  return {
    show: series.length > 1,
    top: 0,
    right: 0,
    itemWidth: 12,
    itemHeight: 10,
    textStyle: { color: INK, fontSize: 12 },
  }
}

/** Bars from left to right below each other, a name before each. */
export async function drawBars(input: ChartInput): Promise<DrawnChart> {
  const tall = input.labels.length * (ROW_HEIGHT + 6 * input.series.length) + 60
  const targets = { axis: 'y', list: input.targets } as const
  const draw = (width: number, longest: number) =>
    drawChart(barOption(input, longest), { width, height: tall }, targets)
  return {
    wide: await draw(WIDTHS[input.size], input.size === 'full' ? WHOLE_NAME : LONGEST_NAME),
    narrow: await draw(NARROW_WIDTH, SHORTEST_NAME),
  }
}

function barOption({ labels, series }: ChartInput, longest: number): EChartsCoreOption {
  return {
    textStyle: TEXT,
    // Fonts differ: a name may be wider than it is thought to be here.
    grid: { left: 28, right: 16, top: series.length > 1 ? 32 : 8, bottom: 4, ...AROUND_LABELS },
    legend: legend(series),
    xAxis: { ...VALUE_AXIS, splitNumber: longest > SHORTEST_NAME ? 4 : 3 },
    yAxis: {
      ...AXIS,
      type: 'category',
      inverse: true,
      data: labels.map((label) => shorten(label, longest)),
    },
    series: series.map(({ name, color, values }) => ({
      name,
      type: 'bar',
      ...STILL,
      barMaxWidth: series.length > 1 ? 11 : 15,
      barGap: '15%',
      itemStyle: { color, borderRadius: [0, 2, 2, 0] },
      data: values.map(height),
    })),
  }
}

function shorten(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1).trimEnd()}…`
}

// Amber stands out from the bars that the line crosses.
export const salesSeries = (values: readonly bigint[]): Series => ({
  name: t('Sales'),
  color: 'var(--chart-1)',
  values,
})
export const profitSeries = (values: readonly bigint[], isLine = false): Series => ({
  name: t('Profit'),
  color: 'var(--chart-3)',
  values,
  isLine,
})
export const purchasesSeries = (values: readonly bigint[]): Series => ({
  name: t('Purchases'),
  color: 'var(--chart-2)',
  values,
})
