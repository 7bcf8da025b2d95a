import { DateTime } from 'luxon'
import { cellText } from '#core/export/cell_text'
import type { ColumnType, ExportColumn } from '#core/export/table_export'

/** Spreadsheets keep this many digits of a number; what has more stays text, so that none is lost. */
const DIGITS_KEPT = 15
/** Characters that a cell can hold. */
const LONGEST_CELL = 32_767
const HEADING_STYLE = 1
const STYLE_OF: Partial<Record<ColumnType, number>> = { day: 2, moment: 3 }
const NUMERIC = new Set<ColumnType>(['quantity', 'money', 'count'])
const NUMBER = /^-?\d+(?:\.\d+)?$/
const FIRST_DAY = DateTime.utc(1899, 12, 30)
const MINUTES_A_DAY = 1440
// XML has no way to write these.
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, '')
    .replaceAll(/[&<>"\r]/g, (character) => ESCAPES[character])
}

/** "A", "Z", "AA": the name of the column counted from 0. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}

export function headingRow<T>(columns: readonly ExportColumn<T>[]): string {
  const cells = columns.map(({ heading }, at) =>
    textCell(heading, { place: `${columnName(at)}1`, style: HEADING_STYLE })
  )
  return `<row r="1">${cells.join('')}</row>`
}

export function sheetRow<T>(columns: readonly ExportColumn<T>[], row: T, number: number): string {
  const cells = columns.map((column, at) => cellOf(column, row, `${columnName(at)}${number}`))
  return `<row r="${number}">${cells.join('')}</row>`
}

function cellOf<T>(column: ExportColumn<T>, row: T, place: string): string {
  const text = cellText(column, row)
  if (text === null) return ''
  if (NUMERIC.has(column.type) && isKeptWhole(text)) return `<c r="${place}"><v>${text}</v></c>`
  const serial = STYLE_OF[column.type] === undefined ? null : serialOf(text)
  if (serial !== null) return `<c r="${place}" s="${STYLE_OF[column.type]}"><v>${serial}</v></c>`
  return textCell(text, { place })
}

/** Text is marked as text, so nothing in it is ever run as a formula. */
function textCell(text: string, { place, style }: { place: string; style?: number }): string {
  const attribute = style === undefined ? '' : ` s="${style}"`
  const content = escapeXml(text.slice(0, LONGEST_CELL))
  return `<c r="${place}"${attribute} t="inlineStr"><is><t xml:space="preserve">${content}</t></is></c>`
}

function isKeptWhole(text: string): boolean {
  const digits = text.replaceAll(/[-.]/g, '').replace(/^0+/, '')
  return NUMBER.test(text) && digits.length <= DIGITS_KEPT
}

/** A day, or a local moment to the minute, as spreadsheets count: days since the end of 1899. */
function serialOf(text: string): string | null {
  const local = DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' })
  if (!local.isValid) return null
  const minutes = Math.round(local.diff(FIRST_DAY, 'minutes').minutes)
  const days = Math.floor(minutes / MINUTES_A_DAY)
  return minutes < MINUTES_A_DAY
    ? null
    : String(days + (minutes - days * MINUTES_A_DAY) / MINUTES_A_DAY)
}
