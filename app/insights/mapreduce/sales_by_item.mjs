/*
| Mapper, combiner and reducer of the sales analysis for Hadoop Streaming: `node sales_by_item.mjs map`, `combine`
| or `reduce`, lines in, lines out. One file of plain JavaScript without packages, which any Node on any machine
| of a cluster runs. docs/analytics.md describes the formats.
*/
import { Buffer } from 'node:buffer'
import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** The columns of the transactions, as the header of transaction_data.csv names them. */
export const COLUMNS = [
  ...['transaction', 'part', 'item', 'type', 'counts_as', 'quantity', 'unit_price'],
  ...['total', 'cost', 'profit', 'day', 'occurred_at', 'recorded_at'],
]
export const HEADER = COLUMNS.join('\t')
export const RESULT_HEADER = 'item\ttotal\tprofit'

const COLUMN = Object.fromEntries(COLUMNS.map((name, index) => [name, index]))
const SALES = new Set(['sale', 'return_in'])
const DECIMALS = 6
const UNIT = 10n ** BigInt(DECIMALS)
const NUMBER = /^(-?)(\d+)(?:\.(\d{1,6}))?$/

/** "900.0" as millionths. */
export function parseAmount(text) {
  const match = NUMBER.exec(text)
  if (!match) throw new Error(`"${text}" is no amount`)
  const [, sign, whole, fraction = ''] = match
  const amount = BigInt(whole) * UNIT + BigInt(fraction.padEnd(DECIMALS, '0'))
  return sign ? -amount : amount
}

/** Millionths with trailing zeros cut to one decimal: "900.0", "-0.25". */
export function formatAmount(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(DECIMALS + 1, '0')
  const whole = digits.slice(0, -DECIMALS)
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${whole}.${fraction || '0'}`
}

/** A transaction as "part, item, transaction, total, profit"; null for the header and for what is no sale. */
export function mapLine(line) {
  // Not by its place: every split of the file has a first line.
  if (line === HEADER || line === '') return null
  const fields = line.split('\t')
  if (fields.length !== COLUMNS.length)
    throw new Error(`A line has ${fields.length} fields: ${line}`)
  if (!SALES.has(fields[COLUMN.counts_as])) return null
  const { part, item, transaction, total, profit } = COLUMN
  return [part, item, transaction, total, profit].map((column) => fields[column]).join('\t')
}

/** Adds up what the mapper or another combiner has written; one item's lines need not be together. */
export class Sums {
  #items = new Map()

  add(line) {
    const [part, name, transaction, total, profit] = line.split('\t')
    const id = BigInt(transaction)
    const item = this.#items.get(part)
    if (!item) {
      const sums = { total: parseAmount(total), profit: parseAmount(profit) }
      this.#items.set(part, { name, id, ...sums })
      return
    }
    item.total += parseAmount(total)
    item.profit += parseAmount(profit)
    // The name that the newest transaction knows.
    if (id > item.id) Object.assign(item, { name, id })
  }

  *combined() {
    for (const [part, { name, id, total, profit }] of this.#items) {
      yield [part, name, id, formatAmount(total), formatAmount(profit)].join('\t')
    }
  }

  /** The lines of the result, by name in the order of its UTF-8 bytes, then by item. */
  *reduced() {
    yield RESULT_HEADER
    // Nothing is left of what was sold and taken back.
    const sold = [...this.#items].filter(([, { total, profit }]) => total !== 0n || profit !== 0n)
    const items = sold.map(([part, item]) => ({
      ...item,
      part: Number(part),
      bytes: Buffer.from(item.name),
    }))
    items.sort((a, b) => Buffer.compare(a.bytes, b.bytes) || a.part - b.part)
    for (const { name, total, profit } of items) {
      yield [name, formatAmount(total), formatAmount(profit)].join('\t')
    }
  }
}

/** Lines end with \n alone: names may hold what other readers of lines take for an end. */
async function* linesOf(input) {
  let rest = ''
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for await (const piece of input) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop()
    yield* lines
  }
  if (rest) yield rest
}

async function* mapped(lines) {
  for await (const line of lines) {
    const found = mapLine(line)
    if (found !== null) yield found
  }
}

/** A combiner's memory is bounded: what it has summed so far goes out when there is much of it. */
const MOST_COMBINED = 100_000

async function* combined(lines) {
  let sums = new Sums()
  let count = 0
  for await (const line of lines) {
    sums.add(line)
    count += 1
    if (count % MOST_COMBINED === 0) {
      yield* sums.combined()
      sums = new Sums()
    }
  }
  yield* sums.combined()
}

async function* reduced(lines) {
  const sums = new Sums()
  for await (const line of lines) sums.add(line)
  yield* sums.reduced()
}

const PIECE = 64 * 1024

/** Many lines a write: one each would take longer than the work. */
async function* written(lines) {
  let text = ''
  for await (const line of lines) {
    text += `${line}\n`
    if (text.length >= PIECE) {
      yield text
      text = ''
    }
  }
  if (text) yield text
}

const STEPS = { map: mapped, combine: combined, reduce: reduced }
const step = STEPS[process.argv[2]]
if (step) {
  await pipeline(Readable.from(written(step(linesOf(process.stdin)))), process.stdout)
}
