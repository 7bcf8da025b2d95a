import { csvFile } from '#core/export/csv_file'
import type { ExportColumn } from '#core/export/table_export'
import { withLocale } from '#core/i18n'
import { xlsxFile } from '#core/export/xlsx_file'

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const CONTENT_TYPE: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export interface FileOfTable<T> {
  format: ExportFormat
  title: string
  columns: readonly ExportColumn<T>[]
  rows: AsyncIterable<T>
}

/** The file piece by piece, as its rows are read. */
export function fileOf<T>({
  format,
  ...table
}: FileOfTable<T>): AsyncGenerator<string | Uint8Array> {
  return inEnglish<string | Uint8Array>(
    format === 'xlsx' ? xlsxFile(table) : csvFile(table.columns, table.rows)
  )
}

/** Files for machines are in one language, whoever asks for them. */
async function* inEnglish<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (;;) {
      const piece = await withLocale('en', () => pieces.next())
      if (piece.done) return
      yield piece.value
    }
  } finally {
    await pieces.return(undefined)
  }
}

/** `Content-Disposition` for any name: plain letters for old readers, the real name for the others. */
export function attachmentNamed(name: string): string {
  return `attachment; ${namedFile(name)}`
}

/** As {@link attachmentNamed}, for what a browser may show. */
export function inlineNamed(name: string): string {
  return `inline; ${namedFile(name)}`
}

function namedFile(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/[^\w.\- ]/g, '') || 'file'
  const real = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, percentEncoded)
  return `filename="${plain}"; filename*=UTF-8''${real}`
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/** A file's name out of any text: nothing in it that a folder or a shell would take. */
export function safeFileName(text: string): string {
  const safe = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._]+/gu, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
  return safe.slice(0, 100) || 'export'
}
