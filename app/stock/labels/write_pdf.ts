import { setImmediate as others } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { composeLabel, type LabelContent, type Mark } from '#stock/labels/compose'
import { placeOnPage, type Layout } from '#stock/labels/layout'
import { FONTS } from '#stock/labels/type'

const POINTS_A_MM = 72 / 25.4
/** So many labels are drawn before other requests have a turn. */
const AT_ONCE = 5

export interface LabelPrint {
  layout: Layout
  labels: Iterable<LabelContent>
  /** How many labels of the first sheet are used up. */
  skipped: number
}

/** A PDF of the labels, page by page as it is drawn. */
export function writeLabelPdf(print: LabelPrint): PDFKit.PDFDocument {
  const { pageWidth, pageHeight } = print.layout
  const document = new PDFDocument({
    autoFirstPage: false,
    size: [pageWidth * POINTS_A_MM, pageHeight * POINTS_A_MM],
    margin: 0,
    info: { Title: 'Labels', Producer: 'Bincard', Creator: 'Bincard' },
  })
  drawAll(document, print).then(
    () => document.end(),
    (error: Error) => document.destroy(error)
  )
  return document
}

async function drawAll(document: PDFKit.PDFDocument, { layout, labels, skipped }: LabelPrint) {
  // Whoever asked must be listening before the first page.
  await others()
  let at = skipped
  let current = -1
  let composed: { content: LabelContent; marks: Mark[] } | undefined
  for (const content of labels) {
    const { page, x, y } = placeOnPage(layout, at)
    if (page !== current) document.addPage()
    current = page
    // Copies follow each other: they are laid out once.
    if (composed?.content !== content) composed = { content, marks: composeLabel(layout, content) }
    for (const mark of composed.marks) drawMark(document, mark, { x, y })
    at++
    if (at % AT_ONCE === 0) await others()
  }
  if (current === -1) document.addPage()
}

function drawMark(document: PDFKit.PDFDocument, mark: Mark, corner: { x: number; y: number }) {
  if (mark.kind === 'bars') {
    for (const { x, y, width, height } of mark.bars) {
      document.rect(
        (corner.x + x) * POINTS_A_MM,
        (corner.y + y) * POINTS_A_MM,
        width * POINTS_A_MM,
        height * POINTS_A_MM
      )
    }
    document.fill('black')
    return
  }
  document
    .font(FONTS[mark.weight])
    .fontSize(mark.size * POINTS_A_MM)
    .text(mark.text, (corner.x + mark.x) * POINTS_A_MM, (corner.y + mark.y) * POINTS_A_MM, {
      lineBreak: false,
      baseline: 'alphabetic',
    })
}
