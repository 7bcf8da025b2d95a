import { createReadStream, openSync, readSync, closeSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse, type CsvError } from 'csv-parse'

const REQUIRED = ['invoice', 'ts', 'sku', 'qty', 'unit_price'] as const
const OPTIONAL = ['customer', 'country'] as const
const GZIP_MAGIC = 0x1f8b

export type SalesColumn = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number]
/** A line of the file by column; a column that the file lacks is an empty text. */
export type SalesCells = Record<SalesColumn, string>

/** What is at a line: its cells, or why it cannot be read. */
export type FileLine = { line: number; cells: SalesCells } | { line: number; fault: string }

/** Thrown when the file as a whole is no sales file; the message is for the operator. */
export class NotASalesFile extends Error {
  code = 'E_NOT_A_SALES_FILE'
}

/** A CSV file of sales, plain or gzip, read line by line in constant memory. */
export class SalesFile {
  /** Bytes taken from the disk so far. */
  bytesRead = 0

  constructor(private path: string) {}

  async *lines(): AsyncGenerator<FileLine> {
    const faults: FileLine[] = []
    const records = this.#records(faults)
    let columns: Map<SalesColumn, number> | undefined
    let width = 0
    for await (const { record, info } of records) {
      while (faults.length) yield faults.shift() as FileLine
      if (!columns) {
        columns = readHeader(record, this.path)
        width = record.length
      } else if (record.length === width)
        yield { line: info.lines, cells: cellsOf(record, columns) }
      else yield { line: info.lines, fault: `${record.length} columns instead of ${width}` }
    }
    yield* faults
    if (!columns) throw new NotASalesFile(`${this.path} is empty: its first line must name columns`)
  }

  #records(faults: FileLine[]): AsyncIterable<{ record: string[]; info: { lines: number } }> {
    const parser = parse({
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      // A quote that never ends must not swallow the file.
      max_record_size: 100_000,
    })
    parser.on('skip', (error: CsvError) => {
      faults.push({ line: Number(error.lines ?? 0), fault: explain(error) })
    })
    const source = createReadStream(this.path, { highWaterMark: 256 * 1024 })
    source.on('data', (chunk) => (this.bytesRead += chunk.length))
    source.on('error', (error) => parser.destroy(error))
    if (!isGzip(this.path)) return source.pipe(parser)
    const unpacker = createGunzip()
    unpacker.on('error', () => {
      parser.destroy(new NotASalesFile(`${this.path} is damaged: its gzip data cannot be unpacked`))
    })
    return source.pipe(unpacker).pipe(parser)
  }
}

function isGzip(path: string): boolean {
  const file = openSync(path, 'r')
  const start = Buffer.alloc(2)
  readSync(file, start, 0, 2, 0)
  closeSync(file)
  return start.readUInt16BE() === GZIP_MAGIC
}

function explain(error: CsvError): string {
  return error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a quote that does not end'
    : 'quotes that cannot be read'
}

function readHeader(record: string[], path: string): Map<SalesColumn, number> {
  const names = record.map((name) => name.trim().toLowerCase())
  const missing = REQUIRED.filter((name) => !names.includes(name))
  if (missing.length) {
    throw new NotASalesFile(
      `${path} has no column ${missing.join(', ')}: its first line must name ${REQUIRED.join(', ')}`
    )
  }
  return new Map([...REQUIRED, ...OPTIONAL].map((name) => [name, names.indexOf(name)]))
}

function cellsOf(record: string[], columns: Map<SalesColumn, number>): SalesCells {
  const cell = (name: SalesColumn) => (record[columns.get(name) ?? -1] ?? '').trim()
  return {
    invoice: cell('invoice'),
    ts: cell('ts'),
    sku: cell('sku'),
    qty: cell('qty'),
    unit_price: cell('unit_price'),
    customer: cell('customer'),
    country: cell('country'),
  }
}
