import type { EChartsCoreOption } from 'echarts'
import { MONEY_DECIMALS } from '#core/decimal'
import { drawChart, type ChartSize } from '#insights/charts/draw_chart'
import type { PeriodSums } from '#insights/charts/group_days'

/** The same chart drawn for a desk and for a phone: text keeps its size on both. */
export interface DrawnChart {
  wide: string
  narrow: string
}

const INK = 'var(--ink-quiet)'
const LINE = 'var(--line)'
const SALES = 'var(--chart-1)'
// Amber stands out from the bars that the line crosses.
const PROFIT = 'var(--chart-3)'
const LONGEST_NAME = 22
const SHORTEST_NAME = 14

const NARROW_WIDTH = 340
const ROW_HEIGHT = 30

/** A picture needs no exactness: here, and only here, an amount becomes a float. */
function height(scaled: bigint): number {
  return Number(scaled) / 10 ** MONEY_DECIMALS
}

const COMPACT = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })

function compact(value: number): string {
  return COMPACT.format(value).replace('-', '−')
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
/** Nothing reacts to the mouse: that would only make the drawing larger. */
const STILL = { silent: true, emphasis: { disabled: true } }

const TEXT = { fontFamily: 'inherit', color: INK }

/** Sales as bars and profit as a line, from period to period. */
export async function drawPeriods(periods: readonly PeriodSums[]): Promise<DrawnChart> {
  const draw = (size: ChartSize) => drawChart(periodOption(periods), size)
  return {
    wide: await draw({ width: 1120, height: 280 }),
    narrow: await draw({ width: NARROW_WIDTH, height: 220 }),
  }
}

function periodOption(periods: readonly PeriodSums[]): EChartsCoreOption {
  return {
    textStyle: TEXT,
    grid: { left: 4, right: 4, top: 36, bottom: 4, ...AROUND_LABELS },
    legend: legend(),
    xAxis: {
      ...AXIS,
      type: 'category',
      data: periods.map((period) => period.label),
      axisLine: { show: true, lineStyle: { color: LINE } },
      axisLabel: { ...AXIS.axisLabel, hideOverlap: true },
    },
    yAxis: VALUE_AXIS,
    series: [
      {
        name: 'Sales',
        type: 'bar',
        ...STILL,
        barMaxWidth: 28,
        itemStyle: { color: SALES, borderRadius: [2, 2, 0, 0] },
        data: periods.map((period) => height(period.revenue)),
      },
      {
        name: 'Profit',
        type: 'line',
        ...STILL,
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { color: PROFIT, width: 2 },
        itemStyle: { color: PROFIT },
        data: periods.map((period) => height(period.profit)),
      },
    ],
  }
}

function legend() {
  return {
    top: 0,
    right: 0,
    itemWidth: 12,
    itemHeight: 10,
    textStyle: { color: INK, fontSize: 12 },
  }
}

export interface NamedSums {
  name: string
  revenue: bigint
  profit: bigint
}

/** Sales and profit side by side for each name, the best on top. */
export async function drawNames(rows: readonly NamedSums[]): Promise<DrawnChart> {
  const tall = rows.length * (ROW_HEIGHT + 4) + 60
  const wide = nameOption(rows, LONGEST_NAME)
  const narrow = nameOption(rows, SHORTEST_NAME)
  return {
    wide: await drawChart(wide, { width: 540, height: tall }),
    narrow: await drawChart(narrow, { width: NARROW_WIDTH, height: tall }),
  }
}

function nameOption(rows: readonly NamedSums[], longest: number): EChartsCoreOption {
  const bar = (name: string, color: string, data: number[]) => ({
    name,
    type: 'bar',
    ...STILL,
    barMaxWidth: 11,
    barGap: '15%',
    itemStyle: { color, borderRadius: [0, 2, 2, 0] },
    data,
  })
  return {
    textStyle: TEXT,
    // Fonts differ: a name may be wider than it is thought to be here.
    grid: { left: 28, right: 16, top: 32, bottom: 4, ...AROUND_LABELS },
    legend: legend(),
    xAxis: { ...VALUE_AXIS, splitNumber: longest === LONGEST_NAME ? 4 : 3 },
    yAxis: {
      ...AXIS,
      type: 'category',
      inverse: true,
      data: rows.map((row) => shorten(row.name, longest)),
    },
    series: [
      bar(
        'Sales',
        SALES,
        rows.map((row) => height(row.revenue))
      ),
      bar(
        'Profit',
        PROFIT,
        rows.map((row) => height(row.profit))
      ),
    ],
  }
}

function shorten(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1).trimEnd()}…`
}
