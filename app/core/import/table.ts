import { t } from '#core/i18n'
import { csvLines, type TableLine } from '#core/import/csv_table'
import type { FileFormat } from '#core/import/detect_format'
import { MOST_COLUMNS, MOST_ROWS, unusableFile } from '#core/import/faults'
import { dateForm, decimalForm } from '#core/import/read_value'
import { tooManyColumns, xlsxLines, xlsxSheets } from '#core/import/xlsx_table'

const SAMPLES = 5
const LONGEST_HEADING = 200
const LONGEST_SAMPLE = 120

/** How often the values of a column have a form that tells what the others mean. */
interface Evidence {
  point: number
  comma: number
  /** "1,234" and "1.234". */
  unclearComma: number
  unclearPoint: number
  day: number
  month: number
  unclearDate: number
}

/** What is in a table, told from all of it. */
export interface TableContents {
  headings: string[]
  samples: string[][]
  rowCount: number
  sheets: string[]
  evidence: Evidence[]
}

/** The lines of a file after the headings. Throws InvalidInput when they cannot be read. */
export async function* tableLines(path: string, format: FileFormat): AsyncGenerator<TableLine> {
  let isHeading = true
  for await (const line of linesOf(path, format)) {
    if (!isHeading) yield line
    isHeading = false
  }
}

function linesOf(path: string, format: FileFormat): AsyncGenerator<TableLine> {
  return format.type === 'csv' ? csvLines(path, format) : xlsxLines(path, format.sheet)
}

/** Reads the whole file once. Throws InvalidInput that says why it is no table. */
export async function readContents(path: string, format: FileFormat): Promise<TableContents> {
  const sheets = format.type === 'xlsx' ? await xlsxSheets(path) : []
  const contents: TableContents = { headings: [], samples: [], rowCount: 0, sheets, evidence: [] }
  let width = 0
  for await (const { cells } of linesOf(path, format)) {
    if (cells.length > MOST_COLUMNS) throw tooManyColumns()
    if (width === 0) {
      contents.headings = readHeadings(cells)
      width = cells.length
    } else take(contents, cells)
  }
  if (width === 0) throw unusableFile(t('The file is empty.'))
  if (contents.rowCount === 0) {
    throw unusableFile(t('This file has headings only: there are no rows below them.'))
  }
  return contents
}

function readHeadings(cells: readonly string[]): string[] {
  const headings = cells.map((cell, index) =>
    cell ? cell.replaceAll(/\s+/g, ' ') : t('Column {number}', { number: index + 1 })
  )
  const seen = new Set<string>()
  for (const heading of headings) {
    if (heading.length > LONGEST_HEADING) {
      throw unusableFile(
        t(
          'The first row must hold the headings, but one of its cells has {length, number} characters.',
          {
            length: heading.length,
          }
        )
      )
    }
    const name = heading.toLowerCase()
    if (seen.has(name)) {
      throw unusableFile(
        t('Two columns have the heading “{heading}”. Rename one of them.', { heading })
      )
    }
    seen.add(name)
  }
  return headings
}

function take(contents: TableContents, cells: readonly string[]): void {
  contents.rowCount++
  if (contents.rowCount > MOST_ROWS) {
    throw unusableFile(
      t('This file has more than {count, number} rows. Split it into several files.', {
        count: MOST_ROWS,
      })
    )
  }
  if (contents.samples.length < SAMPLES) {
    contents.samples.push(cells.map((cell) => cell.slice(0, LONGEST_SAMPLE)))
  }
  for (const [index, cell] of cells.entries()) {
    if (cell === '' || index >= contents.headings.length) continue
    contents.evidence[index] ??= noEvidence()
    weigh(cell, contents.evidence[index])
  }
}

function noEvidence(): Evidence {
  return {
    point: 0,
    comma: 0,
    unclearComma: 0,
    unclearPoint: 0,
    day: 0,
    month: 0,
    unclearDate: 0,
  }
}

function weigh(cell: string, evidence: Evidence): void {
  if (cell.length > 40 || !/\d/.test(cell)) return
  const number = decimalForm(cell)
  if (number === 'point' || number === 'comma') evidence[number]++
  else if (number === 'unclear') {
    if (cell.includes(',')) evidence.unclearComma++
    else evidence.unclearPoint++
  } else if (number === 'none') weighDate(dateForm(cell), evidence)
}

function weighDate(form: string, evidence: Evidence): void {
  if (form === 'day' || form === 'month') evidence[form]++
  else if (form === 'unclear') evidence.unclearDate++
}

export interface Reading {
  decimal: '' | 'point' | 'comma'
  dates: '' | 'day' | 'month'
}

/**
 * What the numbers and dates of these columns mean, told from all their values; empty where they
 * leave it open and somebody must say.
 */
export function detectReading(
  { evidence }: TableContents,
  format: FileFormat,
  columns: { numbers: readonly number[]; dates: readonly number[] }
): Reading {
  const numbers = sumOf(evidence, columns.numbers)
  const dates = sumOf(evidence, columns.dates)
  return { decimal: decimalOf(numbers, format), dates: orderOf(dates) }
}

function decimalOf(numbers: Evidence, format: FileFormat): Reading['decimal'] {
  const { point, comma, unclearComma, unclearPoint } = numbers
  if (point > 0 !== comma > 0) return point > 0 ? 'point' : 'comma'
  const isUnclear = unclearComma + unclearPoint > 0
  if (!isUnclear || format.type === 'xlsx') return 'point'
  // Where commas part the cells, points part the decimals.
  return format.delimiter === ',' && unclearComma === 0 ? 'point' : ''
}

function orderOf({ day, month, unclearDate }: Evidence): Reading['dates'] {
  if (day > 0 && month === 0) return 'day'
  if (month > 0 && day === 0) return 'month'
  return unclearDate === 0 ? 'day' : ''
}

function sumOf(evidence: readonly (Evidence | null)[], columns: readonly number[]): Evidence {
  const sum = noEvidence()
  const keys = Object.keys(sum) as (keyof Evidence)[]
  for (const column of columns) {
    for (const key of keys) sum[key] += evidence[column]?.[key] ?? 0
  }
  return sum
}
