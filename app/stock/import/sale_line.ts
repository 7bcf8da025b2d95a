import { DecimalError, parseMoney, parseQuantity } from '#core/decimal'
import type { LocalClock } from '#stock/import/local_clock'
import type { SalesCells } from '#stock/import/sales_file'

const LONGEST_CODE = 60

/** One sale of the file, checked. */
export interface SaleLine {
  invoice: string
  sku: string
  /** The n-th line of this invoice with this sku: repeated lines are sales of their own. */
  occurrence: number
  /** UTC, as the database keeps it. */
  at: string
  day: string
  quantity: bigint
  unitPrice: bigint
  customer: string
  country: string
}

/** Checks lines one after the other; it remembers the invoices, to tell repeated lines apart. */
export class SaleLines {
  #invoice = ''
  #occurrences = new Map<string, number>()
  #ended = new Set<string>()

  constructor(private clock: LocalClock) {}

  /** The sale, or why there is none in these cells. */
  check(cells: SalesCells): SaleLine | string {
    const { invoice, sku, customer, country } = cells
    const fault = faultOfCode(invoice, 'invoice') ?? faultOfCode(sku, 'sku')
    if (fault) return fault
    // Counted before anything else can be wrong, so that mending a line renumbers no other.
    const occurrence = this.#count(invoice, sku)
    if (!occurrence) return `invoice ${invoice} goes on after others: sort the file by invoice`
    const moment = this.clock.read(cells.ts)
    if (!moment) return `"${short(cells.ts)}" is no date and time (2011-12-09T12:50)`
    const quantity = readPositive(cells.qty, parseQuantity)
    if (typeof quantity === 'string') return `quantity ${quantity}`
    const unitPrice = readPositive(cells.unit_price, parseMoney)
    if (typeof unitPrice === 'string') return `unit price ${unitPrice}`
    return { invoice, sku, occurrence, ...moment, quantity, unitPrice, customer, country }
  }

  /** 0 when the invoice has ended before: what it held is known no more. */
  #count(invoice: string, sku: string): number {
    if (invoice !== this.#invoice) {
      if (this.#ended.has(invoice)) return 0
      this.#end()
      this.#invoice = invoice
    }
    const occurrence = (this.#occurrences.get(sku) ?? 0) + 1
    this.#occurrences.set(sku, occurrence)
    return occurrence
  }

  #end(): void {
    this.#occurrences.clear()
    if (this.#invoice) this.#ended.add(this.#invoice)
  }
}

function faultOfCode(code: string, name: string): string | undefined {
  if (!code) return `no ${name}`
  if (code.length > LONGEST_CODE) return `the ${name} is longer than ${LONGEST_CODE} characters`
}

function readPositive(text: string, parse: (text: string) => bigint): bigint | string {
  try {
    const value = parse(text)
    return value > 0n ? value : `${short(text)} is not above 0`
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error
    return `"${short(text)}" is ${error.fault === 'not a number' ? 'not a number' : error.fault}`
  }
}

function short(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text
}
