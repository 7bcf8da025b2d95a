/*
| Cuts the demo data out of the full sales data:
|
|   node_modules/.bin/node scripts/make_demo.ts FOLDER
|
| FOLDER holds onlineretail2_lines.csv.gz and onlineretail2_items.csv; database/demo/README.md says
| where they come from. The same input always gives the same output.
*/
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'

/** 53 weeks before the last day of the data: a year to look at, and a week to cut off. */
const FIRST_DAY = '2010-12-04'
const ITEMS = 300
const MOST_LINES = 39_900
const DEMO = join(import.meta.dirname, '../database/demo')

interface Line {
  ts: string
  customer: string
  sku: string
  revenue: number
}

const folder = process.argv[2]
const [header, ...texts] = gunzipSync(readFileSync(join(folder, 'onlineretail2_lines.csv.gz')))
  .toString('utf8')
  .trim()
  .split('\n')
const columns = header.split(',')

const year = texts
  .map((text) => ({ text, line: toLine(text) }))
  .filter(({ line }) => line.ts >= FIRST_DAY)
const best = bestSellers(year.map(({ line }) => line))
const wanted = year.filter(({ line }) => best.has(line.sku))
const threshold = largestShare(wanted.map(({ line }) => line))
const kept = wanted.filter(({ line }) => shareOf(line.customer) < threshold)

const sold = new Set(kept.map(({ line }) => line.sku))
const [itemHeader, ...items] = readFileSync(join(folder, 'onlineretail2_items.csv'), 'utf8')
  .trim()
  .split('\n')
const keptItems = items.filter((item) => sold.has(item.slice(0, item.indexOf(','))))

writeFileSync(
  join(DEMO, 'sales.csv.gz'),
  gzipSync(lines([header, ...kept.map(({ text }) => text)]), { level: 9 })
)
writeFileSync(join(DEMO, 'items.csv'), lines([itemHeader, ...keptItems]))
writeFileSync(
  join(DEMO, 'contents.json'),
  lines([JSON.stringify({ lines: kept.length, lastDay: kept.at(-1)?.line.ts.slice(0, 10) })])
)
process.stdout.write(`${kept.length} lines, ${keptItems.length} items\n`)

function toLine(text: string): Line {
  const cells: string[] = text.includes('"') ? parse(text)[0] : text.split(',')
  const cell = (name: string) => cells[columns.indexOf(name)]
  return {
    ts: cell('ts'),
    customer: cell('customer'),
    sku: cell('sku'),
    revenue: Number(cell('qty')) * Number(cell('unit_price')),
  }
}

/** The items with the highest revenue. */
function bestSellers(sales: Line[]): Set<string> {
  const revenues = new Map<string, number>()
  for (const { sku, revenue } of sales) revenues.set(sku, (revenues.get(sku) ?? 0) + revenue)
  const ranked = [...revenues].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
  return new Set(ranked.slice(0, ITEMS).map(([sku]) => sku))
}

/** Whole customers are kept, so that their invoices stay whole: as many as the lines allow. */
function largestShare(sales: Line[]): number {
  const shares = sales.map(({ customer }) => shareOf(customer)).sort((a, b) => a - b)
  return shares[Math.min(MOST_LINES, shares.length - 1)]
}

function shareOf(customer: string): number {
  return createHash('sha256').update(`demo ${customer}`).digest().readUInt32BE() / 2 ** 32
}

function lines(rows: string[]): string {
  return `${rows.join('\n')}\n`
}
