import { multiplyMoney } from '#core/decimal'
import { latestMoment } from '#core/time'
import { transact } from '#core/unit_of_work'
import {
  LARGEST_BULK,
  postInBulk,
  type BulkEntry,
  type BulkResult,
} from '#stock/actions/post_in_bulk'
import {
  ImportedItems,
  type ImportedItem,
  type ItemDescription,
} from '#stock/import/imported_items'
import { LocalClock } from '#stock/import/local_clock'
import { Replenishment, type MadeUpStock } from '#stock/import/replenishment'
import { SaleLines, type SaleLine } from '#stock/import/sale_line'
import type { FileLine, SalesFile } from '#stock/import/sales_file'

const BAD_LINES_KEPT = 100
/** A line can need stock before it: two entries. */
const ENTRIES_A_LINE = 2

export interface SalesImportOptions {
  file: SalesFile
  /** Names the file for good: with invoice, sku and occurrence it tells whether a line is posted. */
  source: string
  descriptions: ReadonlyMap<string, ItemDescription>
  /** The location that a sale went out from. */
  locationOf: (sale: SaleLine) => string
  actorId: number | null
  /** Moves every date of the file by so many days. */
  shiftDays?: number
  /** Lines dated later than this moment (as the database keeps it) are left out. */
  until?: string
  entriesAtOnce?: number
  signal?: AbortSignal
  /** Called after each batch; the import waits for it. */
  onBatch?: (report: SalesImportReport) => void | Promise<void>
}

export interface BadLine {
  line: number
  reason: string
}

export interface SalesImportReport {
  /** Data lines read, good or bad. */
  lines: number
  posted: number
  /** Sales that an earlier run posted. */
  skipped: number
  bad: number
  /** The first bad lines. */
  badLines: BadLine[]
  items: number
  /** Openings and deliveries that were made up, and posted. */
  supplies: number
  /** Of the posted sales. */
  units: bigint
  revenue: bigint
  isComplete: boolean
}

/**
 * Posts the sales of a file through the ledger, in its order, and before them the stock they need.
 * It can be stopped after any batch and run again: what is posted is skipped. Throws NotASalesFile.
 */
export async function importSales(options: SalesImportOptions): Promise<SalesImportReport> {
  return new SalesImport(options).run()
}

interface PendingEntry {
  item: ImportedItem
  location: string
  /** The sale that the entry posts; a supply has none. */
  sale?: { line: number; sale: SaleLine }
  supply?: MadeUpStock
}

class SalesImport {
  #items: ImportedItems
  #replenishment = new Replenishment()
  #lines: SaleLines
  #pending: PendingEntry[] = []
  #latest: string
  #report: SalesImportReport = {
    lines: 0,
    posted: 0,
    skipped: 0,
    bad: 0,
    badLines: [],
    items: 0,
    supplies: 0,
    units: 0n,
    revenue: 0n,
    isComplete: false,
  }

  constructor(private options: SalesImportOptions) {
    this.#items = new ImportedItems(options.descriptions)
    this.#latest = options.until ?? latestMoment()
    this.#lines = new SaleLines(new LocalClock(options.shiftDays))
  }

  async run(): Promise<SalesImportReport> {
    const largest = (this.options.entriesAtOnce ?? LARGEST_BULK) - ENTRIES_A_LINE
    for await (const line of this.options.file.lines()) {
      this.#read(line)
      if (this.#pending.length <= largest) continue
      await this.#flush()
      if (this.options.signal?.aborted) return this.#report
    }
    await this.#flush()
    // What the ledger refused was told later than the lines after it.
    this.#report.badLines.sort((a, b) => a.line - b.line)
    this.#report.isComplete = true
    return this.#report
  }

  #read(entry: FileLine): void {
    this.#report.lines++
    if ('fault' in entry) return this.#refuse(entry.line, entry.fault)
    const sale = this.#lines.check(entry.cells)
    if (typeof sale === 'string') this.#refuse(entry.line, sale)
    else if (sale.at <= this.#latest) this.#add(entry.line, sale)
    else if (!this.options.until) this.#refuse(entry.line, `${entry.cells.ts} lies in the future`)
  }

  #refuse(line: number, reason: string): void {
    this.#report.bad++
    if (this.#report.badLines.length < BAD_LINES_KEPT) this.#report.badLines.push({ line, reason })
  }

  #add(line: number, sale: SaleLine): void {
    const item = this.#items.item(sale.sku, sale.unitPrice)
    const location = this.options.locationOf(sale)
    const { at, quantity } = sale
    const shelf = `${sale.sku}\n${location}`
    const supply = this.#replenishment.before({ shelf, at, quantity, pack: item.pack })
    if (supply) this.#pending.push({ item, location, supply })
    this.#pending.push({ item, location, sale: { line, sale } })
  }

  async #flush(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    await this.#items.settle()
    const entries: BulkEntry[] = []
    for (const one of pending) entries.push(await this.#entryOf(one))
    const { actorId } = this.options
    const result = await transact((unit) => postInBulk(unit, entries, { actorId }))
    this.#count(pending, result)
    await this.options.onBatch?.(this.#report)
  }

  async #entryOf({ item, location, sale, supply }: PendingEntry): Promise<BulkEntry> {
    const locationId = await this.#items.location(location)
    if (!item.entry) throw new Error(`Item ${item.sku} is not in the catalogue`)
    const place = { partId: item.entry.partId, locationId }
    if (sale) return { ...place, ...this.#saleEntry(sale.sale) }
    if (!supply) throw new Error('An entry is a sale or a supply')
    return {
      ...place,
      kind: supply.kind,
      quantity: supply.quantity,
      unitCost: item.entry.purchasePrice,
      supplierId: item.entry.supplierId,
      occurredAt: supply.at,
      source: this.#supplySource(item.sku, location, supply),
      reason: supply.kind === 'adjust_in' ? 'Opening stock (made up)' : 'Delivery (made up)',
    }
  }

  #saleEntry(sale: SaleLine) {
    const { invoice, sku, occurrence, at, quantity, unitPrice, customer, country } = sale
    return {
      kind: 'sale' as const,
      quantity,
      unitPrice,
      occurredAt: at,
      source: { type: this.options.source, id: invoice, line: `${sku}#${occurrence}` },
      reason: customer ? `Customer ${customer}${country ? `, ${country}` : ''}` : undefined,
    }
  }

  #supplySource(sku: string, location: string, supply: MadeUpStock) {
    const kind = supply.kind === 'adjust_in' ? 'opening' : 'supply'
    return {
      type: `${this.options.source}:${kind}`,
      id: sku,
      line: `${location}#${supply.number}`.slice(-100),
    }
  }

  #count(pending: PendingEntry[], result: BulkResult): void {
    const skipped = new Set(result.skippedIndexes)
    const refused = new Map(result.refused.map(({ index, reason }) => [index, reason]))
    for (const [index, { sale }] of pending.entries()) {
      const refusal = refused.get(index)
      if (!sale) this.#report.supplies += skipped.has(index) ? 0 : 1
      else if (refusal) this.#refuse(sale.line, refusal)
      else if (skipped.has(index)) this.#report.skipped++
      else this.#countSale(sale.sale)
    }
    this.#report.items = this.#items.count
  }

  #countSale({ quantity, unitPrice }: SaleLine): void {
    this.#report.posted++
    this.#report.units += quantity
    this.#report.revenue += multiplyMoney(quantity, unitPrice)
  }
}
