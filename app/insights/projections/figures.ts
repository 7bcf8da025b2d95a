import { parseMoney, parseQuantity } from '#core/decimal'
import type { CloudEvent } from '#events/outbox'
import {
  STOCK_IMPORTED,
  STOCK_MOVED,
  type StockImportedData,
  type StockMovedData,
  type StockPostingFact,
} from '#events/stock_event'

/** The name of the projection that keeps these figures. */
export const STOCK_FIGURES = 'stock_figures'

/** Under this name the version of these figures is kept: it rises with every change of them. */
export const FIGURES_VERSION = 'figures'

/** A read model's table: what its rows are keyed by and what they add up. */
export interface FigureTable {
  name: string
  keys: readonly string[]
  sums: readonly string[]
}

const SALES = ['quantity', 'revenue', 'cost', 'profit'] as const
const PURCHASES = ['quantity', 'spend'] as const
const STOCK = ['quantity', 'value'] as const
const BY_LOCATION = ['sold_quantity', 'revenue', 'cost', 'profit', 'spend', 'stock_value'] as const

function daily(name: string, sums: readonly string[]): FigureTable {
  return { name: `${name}_daily`, keys: ['day', 'part_id', 'location_id'], sums }
}

function monthly(name: string, sums: readonly string[]): FigureTable {
  return { name: `${name}_monthly`, keys: ['month', 'part_id', 'location_id'], sums }
}

/** The first and the last day that a month can have: days are texts that sort. */
export function daysOfMonth(month: string): [string, string] {
  return [`${month}-01`, `${month}-31`]
}

export const FIGURE_TABLES = {
  salesDaily: daily('sales', SALES),
  salesMonthly: monthly('sales', SALES),
  purchasesDaily: daily('purchases', PURCHASES),
  purchasesMonthly: monthly('purchases', PURCHASES),
  stockDaily: daily('stock', STOCK),
  stockMonthly: monthly('stock', STOCK),
  locationDaily: { name: 'location_daily', keys: ['day', 'location_id'], sums: BY_LOCATION },
} satisfies Record<string, FigureTable>

/** How much moved and what it counts as. */
export interface Amounts {
  countsAs: string
  quantity: bigint
  value: bigint
  amount: bigint
}

/** What moved, or the sum of what moved alike: all figures are linear in it. */
export interface Line extends Amounts {
  day: string
  partId: number
  /** 0 stands for "no location". */
  locationId: number
}

export interface FigureRow {
  key: (string | number)[]
  sums: bigint[]
}

type Rows = Map<string, FigureRow>

/** Adds lines up, table by table, in memory. */
export class Figures {
  #rows = new Map<FigureTable, Rows>(
    Object.values(FIGURE_TABLES).map((table) => [table, new Map()])
  )

  rowsOf(table: FigureTable): ReadonlyMap<string, FigureRow> {
    return this.#rows.get(table) ?? new Map()
  }

  add(line: Line): void {
    const { day, partId, locationId, quantity, value } = line
    const month = day.slice(0, 7)
    const sales = salesOf(line)
    const purchases = purchasesOf(line)
    if (sales) {
      this.#addTo(FIGURE_TABLES.salesDaily, [day, partId, locationId], sales)
      this.#addTo(FIGURE_TABLES.salesMonthly, [month, partId, locationId], sales)
    }
    if (purchases) {
      this.#addTo(FIGURE_TABLES.purchasesDaily, [day, partId, locationId], purchases)
      this.#addTo(FIGURE_TABLES.purchasesMonthly, [month, partId, locationId], purchases)
    }
    this.#addTo(FIGURE_TABLES.stockDaily, [day, partId, locationId], [quantity, value])
    this.#addTo(FIGURE_TABLES.stockMonthly, [month, partId, locationId], [quantity, value])
    this.#addTo(
      FIGURE_TABLES.locationDaily,
      [day, locationId],
      [...(sales ?? [0n, 0n, 0n, 0n]), purchases?.[1] ?? 0n, value]
    )
  }

  #addTo(table: FigureTable, key: (string | number)[], sums: bigint[]): void {
    if (sums.every((sum) => sum === 0n)) return
    const rows = this.#rows.get(table)
    const id = key.join(' ')
    const known = rows?.get(id)
    if (known) sums.forEach((sum, index) => (known.sums[index] += sum))
    else rows?.set(id, { key, sums: [...sums] })
  }
}

/** Quantity, revenue, cost and profit of what was sold; a customer's return takes them back. */
export function salesOf({ countsAs, quantity, value, amount }: Amounts): bigint[] | null {
  if (countsAs === 'sale') return [-quantity, amount, -value, amount + value]
  if (countsAs === 'return_in') return [-quantity, -amount, -value, value - amount]
  return null
}

/** Quantity and spend of what was bought; a return to the supplier takes them back. */
export function purchasesOf({ countsAs, quantity, amount }: Amounts): bigint[] | null {
  if (countsAs === 'receive') return [quantity, amount]
  if (countsAs === 'return_out') return [quantity, -amount]
  return null
}

/** The lines of the postings that an event tells of; none for events about something else. */
export function linesOf(event: CloudEvent): Line[] {
  return postingsOf(event).flatMap((posting) =>
    posting.movements.map((movement) => ({
      day: posting.day,
      partId: posting.part,
      locationId: movement.location ?? 0,
      countsAs: posting.counts_as,
      quantity: parseQuantity(movement.quantity),
      value: parseMoney(movement.value),
      amount: parseMoney(movement.amount),
    }))
  )
}

function postingsOf(event: CloudEvent): StockPostingFact[] {
  if (event.type === STOCK_MOVED) return [(event.data as StockMovedData).posting]
  if (event.type === STOCK_IMPORTED) return (event.data as StockImportedData).postings
  return []
}

/** The line that undoes another one. */
export function negated(line: Line): Line {
  return { ...line, quantity: -line.quantity, value: -line.value, amount: -line.amount }
}
