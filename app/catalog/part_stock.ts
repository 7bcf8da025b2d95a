import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Filter, Query } from '#core/resource/resource'

/** What the stock of a part sums up to; scaled sums as the database gives them. */
export interface PartFigures {
  in_stock: unknown
  allocated: unknown
  external: unknown
  lots: number
}

/** Scaled sums as the database gives them. */
export interface PriceSums {
  sale_price: unknown
  units: unknown
  quantity: unknown
  value: unknown
}

/** What the catalogue asks of whoever keeps stock. */
export interface PartStock {
  /** The figures of these parts; a part without stock may be left out. */
  figuresOf(
    client: QueryClientContract,
    partIds: readonly number[]
  ): Promise<ReadonlyMap<number, PartFigures>>
  /** Why the part cannot be erased, for people; null when nothing was ever recorded for it. */
  historyOf(client: QueryClientContract, partId: number): Promise<string | null>
  /** Sorts a query on parts by what is in stock of each. */
  orderByInStock(query: Query, direction: 'asc' | 'desc'): void
  /** What is in stock of the parts of a query, summed by their sale price and unit. */
  sumsByPrice(query: Query): Promise<PriceSums[]>
  /** Filters of the part list that look at stock. */
  readonly filters: Readonly<Record<string, Filter>>
  /** The tables whose change changes what those filters find. */
  readonly tables: readonly string[]
}

let provided: PartStock | undefined

/** Called once at boot by the module that keeps stock; it lies to the right of the catalogue. */
export function providePartStock(stock: PartStock): void {
  provided = stock
}

export function partStock(): PartStock {
  if (!provided) throw new Error('Nothing provides the stock of parts')
  return provided
}
