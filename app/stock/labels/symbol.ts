import bwipjs from 'bwip-js/node'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** A code as black rectangles, in modules from its upper left corner, without the quiet zone. */
export interface Symbol {
  width: number
  height: number
  bars: Rectangle[]
}

const symbols = new Map<string, Symbol>()
const MOST_KEPT = 500

/** The QR code of a text. */
export function qrSymbol(text: string): Symbol {
  return kept(`qr:${text}`, () => {
    const [{ pixs, pixx, pixy }] = rawOf('qrcode', text) as {
      pixs: number[]
      pixx: number
      pixy: number
    }[]
    return { width: pixx, height: pixy, bars: runsOf(pixs, pixx) }
  })
}

/** EAN-13 or EAN-8 where the text is one, else Code 128. The bars are one module high. */
export function linearSymbol(text: string): Symbol {
  return kept(`linear:${text}`, () => {
    const [{ sbs }] = rawOf(linearKind(text), text) as { sbs: number[] }[]
    const bars: Rectangle[] = []
    let x = 0
    for (const [index, width] of sbs.entries()) {
      if (index % 2 === 0 && width > 0) bars.push({ x, y: 0, width, height: 1 })
      x += width
    }
    return { width: x, height: 1, bars }
  })
}

/** True for a European article number whose check digit is right. */
export function isArticleNumber(text: string): boolean {
  if (!/^(?:\d{8}|\d{13})$/.test(text)) return false
  const digits = [...text].map(Number).toReversed()
  const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}

function linearKind(text: string): string {
  if (!isArticleNumber(text)) return 'code128'
  return text.length === 13 ? 'ean13' : 'ean8'
}

function rawOf(kind: string, text: string): unknown[] {
  return bwipjs.raw({ bcid: kind, text, ...(kind === 'qrcode' ? { eclevel: 'M' } : {}) })
}

/** Neighbouring dark modules of a row become one rectangle: no hairlines between them in print. */
function runsOf(dots: readonly number[], columns: number): Rectangle[] {
  const bars: Rectangle[] = []
  for (let y = 0; y * columns < dots.length; y++) {
    let x = 0
    while (x < columns) {
      const start = x
      while (x < columns && dots[y * columns + x]) x++
      if (x > start) bars.push({ x: start, y, width: x - start, height: 1 })
      x++
    }
  }
  return bars
}

/** A label is printed many times over. */
function kept(key: string, make: () => Symbol): Symbol {
  const known = symbols.get(key)
  if (known) return known
  if (symbols.size >= MOST_KEPT) symbols.clear()
  const symbol = make()
  symbols.set(key, symbol)
  return symbol
}
