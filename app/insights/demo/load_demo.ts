import { createHash } from 'node:crypto'
import vine from '@vinejs/vine'
import { defineJob, type JobContext } from '#jobs/job'
import { importSales, type SalesImportReport } from '#stock/actions/import_sales'
import { readItemDescriptions } from '#stock/import/item_descriptions'
import type { SaleLine } from '#stock/import/sale_line'
import { SalesFile } from '#stock/import/sales_file'
import { receiveDatedStock } from '#insights/demo/dated_stock'
import {
  ensureDemoLocations,
  HIGH_STREET,
  RIVERSIDE,
  WAREHOUSE,
} from '#insights/demo/demo_locations'
import { demoFile, readDemoContents } from '#insights/demo/enqueue_demo'

/** Small enough that a page which waits for the database waits some milliseconds only. */
const ENTRIES_AT_ONCE = 40
const HOUR_MS = 3_600_000

interface Payload {
  shiftDays: number
  until: string
}

/** Loads the demo: real sales, with stock, costs and suppliers made up. Safe to be run again. */
export const loadDemo = defineJob<Payload>({
  name: 'demo.load',
  payload: vine.create({ shiftDays: vine.number(), until: vine.string() }),
  isRunByHand: false,
  // Each try goes on where the one before was cut short, so a server that is killed again and again
  // still ends with the whole demo.
  maxAttempts: 20,
  timeLimitMs: HOUR_MS,
  async handle(context) {
    await ensureDemoLocations()
    const { lines } = readDemoContents()
    const report = await importSales({
      file: new SalesFile(demoFile('sales.csv.gz')),
      source: 'demo',
      descriptions: await readItemDescriptions(demoFile('items.csv')),
      locationOf,
      actorId: null,
      shiftDays: context.payload.shiftDays,
      until: context.payload.until,
      entriesAtOnce: ENTRIES_AT_ONCE,
      signal: context.signal,
      onBatch: (soFar) => tell(context, soFar, lines),
    })
    context.signal.throwIfAborted()
    await receiveDatedStock(context.payload.until)
    return { posted: report.posted, skipped: report.skipped, bad: report.bad, items: report.items }
  },
})

async function tell(
  context: JobContext<Payload>,
  report: SalesImportReport,
  lines: number
): Promise<void> {
  const done = report.posted + report.skipped
  context.progress((100 * report.lines) / lines, `${done.toLocaleString('en-GB')} sales loaded`)
  await context.breathe()
}

/** Customers abroad are served from the warehouse, the others by the place that is theirs. */
function locationOf({ country, customer }: SaleLine): string {
  if (country !== 'United Kingdom') return WAREHOUSE
  const share = createHash('sha256').update(`place ${customer}`).digest().readUInt8() / 256
  if (share < 0.3) return WAREHOUSE
  return share < 0.7 ? HIGH_STREET : RIVERSIDE
}
