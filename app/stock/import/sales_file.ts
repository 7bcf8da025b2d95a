import { closeSync, createReadStream, openSync, readSync, type ReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse/sync'

const REQUIRED = ['invoice', 'ts', 'sku', 'qty', 'unit_price'] as const
const OPTIONAL = ['customer', 'country'] as const
const GZIP_MAGIC = 0x1f8b
const LONGEST_LINE = 100_000

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
  #source: ReadStream | undefined

  constructor(private path: string) {}

  /** Bytes taken from the disk so far. */
  get bytesRead(): number {
    return this.#source?.bytesRead ?? 0
  }

  /** The lines after the header, blank ones left out. Throws {@link NotASalesFile}. */
  async *lines(): AsyncGenerator<FileLine> {
    let header: Header | undefined
    let line = 0
    for await (const text of this.#texts()) {
      line++
      if (header) {
        if (text.trim()) yield { line, ...readLine(text, header) }
      } else header = readHeader(text.replace(/^\uFEFF/, ''), this.path)
    }
    if (!header) throw new NotASalesFile(`${this.path} is empty: its first line must name columns`)
  }

  // A line of the file is a line of text: no cell of a sale has a line break, and a quote that does not
  // end can therefore spoil one line only.
  async *#texts(): AsyncGenerator<string> {
    let rest = ''
    for await (const chunk of this.#chunks()) {
      const texts = (rest + chunk).split('\n')
      rest = texts.pop() ?? ''
      if (rest.length > LONGEST_LINE) throw new NotASalesFile(`${this.path} is no file of lines`)
      for (const text of texts) yield text.endsWith('\r') ? text.slice(0, -1) : text
    }
    if (rest) yield rest
  }

  async *#chunks(): AsyncGenerator<string> {
    const source = createReadStream(this.path, { highWaterMark: 128 * 1024 })
    this.#source = source
    if (!isGzip(this.path)) {
      yield* source.setEncoding('utf8')
      return
    }
    const unpacker = createGunzip()
    source.on('error', (error) => unpacker.destroy(error))
    try {
      yield* source.pipe(unpacker).setEncoding('utf8')
    } catch (error) {
      if (!/^(Z_|ERR_ZLIB)/.test(error.code ?? '')) throw error
      throw new NotASalesFile(`${this.path} is damaged: its gzip data cannot be unpacked`)
    }
  }
}

function isGzip(path: string): boolean {
  const file = openSync(path, 'r')
  const start = Buffer.alloc(2)
  readSync(file, start, 0, 2, 0)
  closeSync(file)
  return start.readUInt16BE() === GZIP_MAGIC
}

/** Where the columns are, and how many there are. */
interface Header {
  positions: Record<SalesColumn, number>
  width: number
}

function readHeader(text: string, path: string): Header {
  const names = (splitLine(text) ?? []).map((name) => name.trim().toLowerCase())
  const missing = REQUIRED.filter((name) => !names.includes(name))
  if (missing.length) {
    throw new NotASalesFile(
      `${path} has no column ${missing.join(', ')}: its first line must name ${REQUIRED.join(', ')}`
    )
  }
  const at = (name: SalesColumn) => names.indexOf(name)
  return {
    positions: {
      invoice: at('invoice'),
      ts: at('ts'),
      sku: at('sku'),
      qty: at('qty'),
      unit_price: at('unit_price'),
      customer: at('customer'),
      country: at('country'),
    },
    width: names.length,
  }
}

function readLine(text: string, { positions, width }: Header) {
  const cells = splitLine(text)
  if (!cells) return { fault: 'quotes that cannot be read' }
  if (cells.length !== width) return { fault: `${cells.length} columns instead of ${width}` }
  const cell = (name: SalesColumn) => (cells[positions[name]] ?? '').trim()
  return {
    cells: {
      invoice: cell('invoice'),
      ts: cell('ts'),
      sku: cell('sku'),
      qty: cell('qty'),
      unit_price: cell('unit_price'),
      customer: cell('customer'),
      country: cell('country'),
    },
  }
}

/** The cells of a line, or null when its quotes make no sense. */
function splitLine(text: string): string[] | null {
  if (!text.includes('"')) return text.split(',')
  try {
    const [cells]: string[][] = parse(text, { relax_column_count: true })
    return cells
  } catch {
    return null
  }
}
