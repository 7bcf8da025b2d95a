import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'

/** DejaVu Sans Condensed: Latin, Cyrillic and Kazakh letters in narrow lines. */
export const FONTS = {
  regular: fontFile('DejaVuSansCondensed.ttf'),
  bold: fontFile('DejaVuSansCondensed-Bold.ttf'),
} as const
export type Weight = keyof typeof FONTS

export const ELLIPSIS = '…'
const MEASURED_AT = 100

function fontFile(name: string): string {
  return fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`))
}

/** A document that is never written: it knows how wide texts are. */
let meter: PDFKit.PDFDocument | undefined

/** How wide a text is, in sizes of its letters. */
export function widthOf(text: string, weight: Weight): number {
  meter ??= new PDFDocument({ autoFirstPage: false })
  meter.font(FONTS[weight]).fontSize(MEASURED_AT)
  return meter.widthOfString(text) / MEASURED_AT
}

/** The text if it is no wider than `width` sizes, else as much of it as fits, with an ellipsis. */
export function cutToWidth(text: string, weight: Weight, width: number): string {
  if (widthOf(text, weight) <= width) return text
  const letters = Array.from(text)
  let least = 0
  let most = letters.length
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    const tried = letters.slice(0, middle).join('').trimEnd() + ELLIPSIS
    if (widthOf(tried, weight) <= width) least = middle
    else most = middle - 1
  }
  return letters.slice(0, least).join('').trimEnd() + ELLIPSIS
}

/** The text in at most `most` lines of `width` sizes, broken between words; the last is cut. */
export function wrapText(
  text: string,
  weight: Weight,
  { width, most }: { width: number; most: number }
): string[] {
  const lines: string[] = []
  let rest = text.trim().split(/\s+/)
  while (rest.length > 0 && lines.length < most - 1) {
    let count = 1
    while (count < rest.length && widthOf(rest.slice(0, count + 1).join(' '), weight) <= width)
      count++
    lines.push(cutToWidth(rest.slice(0, count).join(' '), weight, width))
    rest = rest.slice(count)
  }
  if (rest.length > 0) lines.push(cutToWidth(rest.join(' '), weight, width))
  return lines
}
