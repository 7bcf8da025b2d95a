import type { EChartsCoreOption } from 'echarts'

export interface ChartSize {
  width: number
  height: number
}

/**
 * Draws a chart as SVG text. Colours are CSS variables, so one drawing fits the light and the dark
 * theme. The library is loaded with the first chart: a start need not wait for it.
 */
export async function drawChart(option: EChartsCoreOption, size: ChartSize): Promise<string> {
  const key = JSON.stringify([size, option])
  const drawing = drawn.get(key) ?? (await draw(option, size))
  drawn.delete(key)
  drawn.set(key, drawing)
  if (drawn.size > MOST_KEPT) drawn.delete(drawn.keys().next().value ?? key)
  return drawing
}

/** The newest drawings: whoever looks at the same figures gets the same picture. */
const drawn = new Map<string, string>()
const MOST_KEPT = 60

async function draw(option: EChartsCoreOption, size: ChartSize): Promise<string> {
  const echarts = await loadLibrary()
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, ...option })
    const svg = chart.renderToSVGString()
    // Its size is the drawing's proportion; how wide it stands on the page is the style sheet's.
    return svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
  } finally {
    chart.dispose()
  }
}

/** The chart library; servers ask for it once they have started, so that no page has to wait. */
export function loadLibrary() {
  return import('echarts/dist/echarts.esm.min.mjs')
}
