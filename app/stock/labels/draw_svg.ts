import { composeLabel, type LabelContent, type Mark } from '#stock/labels/compose'
import { placeOnPage, type Layout } from '#stock/labels/layout'

/** One label as SVG, as the PDF has it. */
export function drawLabel(layout: Layout, content: LabelContent): string {
  const { width, height } = layout
  const marks = composeLabel(layout, content).map(markSvg).join('')
  return svg(width, height, `<rect class="paper" width="${width}" height="${height}"/>${marks}`)
}

/** The first sheet, with the labels that are used up left out. */
export function drawSheet(layout: Layout, labels: readonly LabelContent[], skipped: number) {
  const perSheet = layout.columns * layout.rows
  const cells: string[] = []
  for (let at = 0; at < perSheet; at++) {
    const { x, y } = placeOnPage(layout, at)
    const content = at < skipped ? undefined : labels[at - skipped]
    const marks = content ? composeLabel(layout, content).map(markSvg).join('') : ''
    const edge = `<rect class="cut" width="${layout.width}" height="${layout.height}"/>`
    const state = at < skipped ? 'used' : 'free'
    cells.push(
      `<g class="${state}" transform="translate(${round(x)} ${round(y)})">${edge}${marks}</g>`
    )
  }
  const { pageWidth, pageHeight } = layout
  const paper = `<rect class="paper" width="${pageWidth}" height="${pageHeight}"/>`
  return svg(pageWidth, pageHeight, paper + cells.join(''))
}

function svg(width: number, height: number, inner: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${inner}</svg>`
}

function markSvg(mark: Mark): string {
  if (mark.kind === 'bars') {
    const path = mark.bars.map(
      ({ x, y, width, height }) =>
        `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`
    )
    return `<path d="${path.join('')}"/>`
  }
  const { text, x, y, size, weight, width } = mark
  const bold = weight === 'bold' ? ' font-weight="700"' : ''
  return `<text x="${round(x)}" y="${round(y)}" font-size="${round(size)}" textLength="${round(width)}" lengthAdjust="spacingAndGlyphs"${bold}>${escaped(text)}</text>`
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
