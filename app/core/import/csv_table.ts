import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { t } from '#core/i18n'
import { refuseBinary, type Delimiter, type Encoding } from '#core/import/detect_format'
import { LONGEST_CELL, MOST_COLUMNS, unusableFile } from '#core/import/faults'

const LONGEST_RECORD = MOST_COLUMNS * LONGEST_CELL
/** A cell that our own exports keep from being run as a formula. */
const DEFUSED = /^'(?=[=+\-@\t\r])/

/** A line of a table with its number in the file. */
export interface TableLine {
  line: number
  cells: string[]
}

/** The lines of a CSV file, heading line included, blank ones left out, in constant memory. */
export async function* csvLines(
  path: string,
  { encoding, delimiter }: { encoding: Encoding; delimiter: Delimiter }
): AsyncGenerator<TableLine> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
  })
  const source = Readable.from(decoded(path, encoding))
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let line = 0
  try {
    for await (const { record, info } of parser) {
      const cells: string[] = record.map(plain)
      const first = line + 1
      line = info.lines
      if (cells.some((cell) => cell !== '')) yield { line: first > line ? line : first, cells }
    }
  } catch (error) {
    throw readable(error)
  } finally {
    source.destroy()
    parser.destroy()
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 })) {
    const text = decoder.decode(chunk, { stream: true })
    refuseBinary(text)
    yield text
  }
  yield decoder.decode()
}

function plain(cell: string): string {
  return cell.trim().replace(DEFUSED, '')
}

function readable(error: { code?: string }): unknown {
  if (!error.code?.startsWith('CSV_')) return error
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return unusableFile(
      t('A quotation mark in this file is never closed, so its rows run together.')
    )
  }
  return unusableFile(t('This file cannot be read as a table. Try another delimiter.'))
}
