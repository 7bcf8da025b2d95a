import type { Layout } from '#stock/labels/layout'
import { linearSymbol, qrSymbol, type Rectangle, type Symbol } from '#stock/labels/symbol'
import { cutToWidth, widthOf, wrapText, type Weight } from '#stock/labels/type'

/** What stands on one label. */
export interface LabelContent {
  /** Lines under the name, the most important first. */
  name: string
  lines: LabelLine[]
  /** The code of a QR code; empty for none. */
  qr: string
  /** The code of a bar code; empty for none. */
  linear: string
}

export interface LabelLine {
  text: string
  isLarge?: boolean
}

/** What is drawn, in millimetres from the label's upper left corner. */
export type Mark =
  | { kind: 'bars'; bars: Rectangle[] }
  | {
      kind: 'text'
      text: string
      weight: Weight
      size: number
      x: number
      y: number
      width: number
    }

type Area = Rectangle

const LINE_HEIGHT = 1.2
const ASCENT = 0.93
const SMALLEST_TYPE = 1.55
/** White around a code, in modules, without which readers do not find it. */
const QR_QUIET = 4
const LINEAR_QUIET = 10
const WIDEST_BAR = 0.5
/** Narrower bars run together in the printers that shops have. */
const NARROWEST_BAR = 0.17

/** Lays one label out. Nothing leaves its edges: type shrinks, then is cut, then lines are left out. */
export function composeLabel({ width, height }: Layout, content: LabelContent): Mark[] {
  const edge = Math.min(2, width * 0.04, height * 0.07)
  const inner = { x: edge, y: edge, width: width - 2 * edge, height: height - 2 * edge }
  const marks: Mark[] = []
  const besideQr = content.qr ? placeQr(inner, content, marks) : inner
  const above = content.linear ? placeLinear(besideQr, content.linear, marks) : besideQr
  return [...marks, ...placeText(above, content, height)]
}

function placeQr(inner: Area, { qr, linear }: LabelContent, marks: Mark[]): Area {
  const symbol = qrSymbol(qr)
  const share = linear ? 0.34 : 0.42
  const side = Math.min(inner.height, inner.width * share, 32)
  const module = side / (symbol.width + QR_QUIET)
  // Half of the quiet zone is the edge of the label, which is white already.
  const at = {
    x: inner.x + (module * QR_QUIET) / 2,
    y: inner.y + (inner.height - module * symbol.height) / 2,
  }
  marks.push(barsOf(symbol, { ...at, module, height: module }))
  const gap = 1 + (module * QR_QUIET) / 2
  return { ...inner, x: inner.x + side + gap, width: inner.width - side - gap }
}

function placeLinear(area: Area, text: string, marks: Mark[]): Area {
  const symbol = linearSymbol(text)
  const module = Math.min(WIDEST_BAR, area.width / (symbol.width + LINEAR_QUIET))
  if (module < NARROWEST_BAR) return area
  const height = Math.min(12, Math.max(4, area.height * 0.3))
  const size = Math.min(2.6, Math.max(1.7, area.height * 0.09))
  const y = area.y + area.height - height - size * 1.05
  const x = area.x + (area.width - symbol.width * module) / 2
  marks.push(barsOf(symbol, { x, y, module, height }))
  const shown = cutToWidth(text, 'regular', area.width / size)
  const width = widthOf(shown, 'regular') * size
  const baseline = y + height + size * 0.95
  marks.push({
    kind: 'text',
    text: shown,
    weight: 'regular',
    size,
    x: area.x + (area.width - width) / 2,
    y: baseline,
    width,
  })
  return { ...area, height: y - area.y - 0.6 }
}

function barsOf(
  { bars }: Symbol,
  { x, y, module, height }: { x: number; y: number; module: number; height: number }
): Mark {
  return {
    kind: 'bars',
    bars: bars.map((bar) => ({
      x: x + bar.x * module,
      y: y + bar.y * height,
      width: bar.width * module,
      height: bar.height * height,
    })),
  }
}

interface Row {
  text: string
  weight: Weight
  /** Its size in that of a common line. */
  scale: number
}

const NAME_SCALE = 1.25
const LARGE_SCALE = 1.45

function placeText(area: Area, content: LabelContent, labelHeight: number): Mark[] {
  if (area.width < 5 || area.height < SMALLEST_TYPE) return []
  const largest = Math.min(5.5, Math.max(2.1, labelHeight * 0.105))
  for (let kept = content.lines.length; ; kept--) {
    const lines = content.lines.slice(0, Math.max(0, kept))
    const size = largestSize(area, { ...content, lines }, largest)
    if (size >= SMALLEST_TYPE || kept <= 0) {
      return drawRows(area, rowsOf(area, { ...content, lines }, size), size)
    }
  }
}

/** The largest type in which all rows fit above each other. */
function largestSize(area: Area, content: LabelContent, largest: number): number {
  let size = largest
  while (size >= SMALLEST_TYPE && heightOf(rowsOf(area, content, size), size) > area.height) {
    size -= 0.1
  }
  return size
}

function rowsOf(area: Area, { name, lines }: LabelContent, size: number): Row[] {
  const width = area.width / (size * NAME_SCALE)
  const named = wrapText(name, 'bold', { width, most: 2 })
  const rows: Row[] = named.map((text) => ({ text, weight: 'bold', scale: NAME_SCALE }))
  for (const { text, isLarge } of lines) {
    rows.push(
      isLarge ? { text, weight: 'bold', scale: LARGE_SCALE } : { text, weight: 'regular', scale: 1 }
    )
  }
  return rows
}

function heightOf(rows: readonly Row[], size: number): number {
  return rows.reduce((sum, { scale }) => sum + scale * size * LINE_HEIGHT, 0)
}

function drawRows(area: Area, rows: readonly Row[], common: number): Mark[] {
  let { y } = area
  const marks: Mark[] = []
  for (const { text, weight, scale } of rows) {
    const full = common * scale
    const size = shrunk(text, weight, { full, width: area.width })
    if (y + full * LINE_HEIGHT > area.y + area.height + 0.3 && marks.length > 0) break
    const shown = cutToWidth(text, weight, area.width / size)
    const width = widthOf(shown, weight) * size
    marks.push({ kind: 'text', text: shown, weight, size, x: area.x, y: y + full * ASCENT, width })
    y += full * LINE_HEIGHT
  }
  return marks
}

/** A text that is a little too wide is set smaller, rather than cut. */
function shrunk(text: string, weight: Weight, { full, width }: { full: number; width: number }) {
  const wanted = width / Math.max(widthOf(text, weight), 0.01)
  return wanted >= full ? full : Math.max(wanted, full * 0.75, Math.min(full, SMALLEST_TYPE))
}
