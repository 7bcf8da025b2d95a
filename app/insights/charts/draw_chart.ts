import type { ECharts, EChartsCoreOption } from 'echarts'

export interface ChartSize {
  width: number
  height: number
}

/** What one sees and reaches at a category of a chart: its figures, and the rows behind them. */
export interface ChartTarget {
  title: string
  href?: string
}

export interface ChartTargets {
  /** The axis on which the categories lie. */
  axis: 'x' | 'y'
  list: readonly ChartTarget[]
}

/**
 * Draws a chart as SVG text. Colours are CSS variables, so one drawing fits the light and the dark
 * theme. The library is loaded with the first chart: a start need not wait for it.
 */
export async function drawChart(
  option: EChartsCoreOption,
  size: ChartSize,
  targets?: ChartTargets
): Promise<string> {
  const key = JSON.stringify([size, option, targets])
  const drawing = drawn.get(key) ?? (await draw(option, size, targets))
  drawn.delete(key)
  drawn.set(key, drawing)
  if (drawn.size > MOST_KEPT) drawn.delete(drawn.keys().next().value ?? key)
  return drawing
}

/** The newest drawings: whoever looks at the same figures gets the same picture. */
const drawn = new Map<string, string>()
const MOST_KEPT = 120

async function draw(
  option: EChartsCoreOption,
  size: ChartSize,
  targets?: ChartTargets
): Promise<string> {
  const echarts = await loadLibrary()
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, ...option })
    const svg = chart.renderToSVGString()
    const areas = targets ? targetAreas(chart, size, targets) : ''
    // Its size is the drawing's proportion; how wide it stands on the page is the style sheet's.
    return svg
      .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
      .replace(/<\/svg>\s*$/, `${areas}</svg>`)
  } finally {
    chart.dispose()
  }
}

/**
 * An area over each category that can be pointed at and clicked. The keyboard reaches the same by the
 * links in the table of the chart, so these are no stops of their own.
 */
function targetAreas(chart: ECharts, size: ChartSize, { axis, list }: ChartTargets): string {
  const finder = axis === 'x' ? { xAxisIndex: 0 } : { yAxisIndex: 0 }
  const middles = list.map((_, index) => Number(chart.convertToPixel(finder, index)))
  const length = axis === 'x' ? size.width : size.height
  const band = middles.length > 1 ? Math.abs(middles[1] - middles[0]) : length * 0.8
  return list
    .map((target, index) => {
      const begin = (middles[index] - band / 2).toFixed(1)
      const place =
        axis === 'x'
          ? `x="${begin}" y="0" width="${band.toFixed(1)}" height="${size.height}"`
          : `x="0" y="${begin}" width="${size.width}" height="${band.toFixed(1)}"`
      const area = `<rect class="chart-target" ${place}><title>${escape(target.title)}</title></rect>`
      return target.href ? `<a href="${escape(target.href)}" tabindex="-1">${area}</a>` : area
    })
    .join('')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ENTITIES[letter])
}

/** The chart library; servers ask for it once they have started, so that no page has to wait. */
export function loadLibrary() {
  return import('echarts/dist/echarts.esm.min.mjs')
}
