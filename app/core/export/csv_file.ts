import { csvLine } from '#core/csv'
import { cellText } from '#core/export/cell_text'
import type { ExportColumn } from '#core/export/table_export'

const LINES_A_PIECE = 200

/** A CSV file piece by piece: the longest takes no more memory than a short one. */
export async function* csvFile<T>(
  columns: readonly ExportColumn<T>[],
  rows: AsyncIterable<T>
): AsyncGenerator<string> {
  // The mark tells spreadsheets that the text is UTF-8.
  let piece = [`\u{FEFF}${csvLine(columns.map(({ heading }) => heading))}`]
  for await (const row of rows) {
    piece.push(csvLine(columns.map((column) => cellText(column, row))))
    if (piece.length < LINES_A_PIECE) continue
    yield piece.join('')
    piece = []
  }
  yield piece.join('')
}
