import { setImmediate } from 'node:timers/promises'
import { Zip, ZipDeflate, strToU8 } from 'fflate'
import type { ExportColumn } from '#core/export/table_export'
import {
  CONTENT_TYPES,
  PACKAGE_PARTS,
  sheetEnd,
  sheetStart,
  STYLES,
  WORKBOOK_PARTS,
  workbookXml,
} from '#core/export/xlsx_parts'
import { headingRow, sheetRow } from '#core/export/xlsx_cells'

/** Rows that a sheet can have, the row of headings among them. */
export const XLSX_LARGEST_SHEET = 1_048_576

const ROWS_A_PIECE = 200
const QUICK = 4

interface Sheet<T> {
  title: string
  columns: readonly ExportColumn<T>[]
  rows: AsyncIterable<T>
}

/**
 * An XLSX file piece by piece, in constant memory. The sheet is written here and not by a library:
 * those that stream know neither styled headings nor filters, and take numbers as binary floats.
 */
export async function* xlsxFile<T>({ title, columns, rows }: Sheet<T>): AsyncGenerator<Uint8Array> {
  const zip = new ZipPieces()
  zip.add('[Content_Types].xml', CONTENT_TYPES)
  zip.add('_rels/.rels', PACKAGE_PARTS)
  zip.add('xl/workbook.xml', workbookXml(title))
  zip.add('xl/_rels/workbook.xml.rels', WORKBOOK_PARTS)
  zip.add('xl/styles.xml', STYLES)
  zip.begin('xl/worksheets/sheet1.xml')
  zip.write(sheetStart(columns) + headingRow(columns))
  let number = 1
  let piece = ''
  for await (const row of rows) {
    number += 1
    piece += sheetRow(columns, row, number)
    if (number % ROWS_A_PIECE !== 0) continue
    zip.write(piece)
    piece = ''
    yield* zip.take()
    await setImmediate()
  }
  zip.write(piece + sheetEnd(columns.length, number))
  zip.end()
  yield* zip.take()
}

/** A zip that is read while it is written. */
class ZipPieces {
  #pieces: Uint8Array[] = []
  #file: ZipDeflate | null = null
  #zip = new Zip((error, piece) => {
    if (error) throw error
    this.#pieces.push(piece)
  })

  add(name: string, text: string): void {
    this.begin(name)
    this.write(text)
  }

  /** Ends the file before it. */
  begin(name: string): void {
    this.#file?.push(new Uint8Array(0), true)
    this.#file = new ZipDeflate(name, { level: QUICK })
    this.#zip.add(this.#file)
  }

  write(text: string): void {
    this.#file?.push(strToU8(text))
  }

  end(): void {
    this.#file?.push(new Uint8Array(0), true)
    this.#zip.end()
  }

  *take(): Generator<Uint8Array> {
    const pieces = this.#pieces
    this.#pieces = []
    yield* pieces
  }
}
