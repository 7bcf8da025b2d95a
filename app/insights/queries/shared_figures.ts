import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { cacheVersion, sharedCache } from '#core/cache'
import { listCounts } from '#core/list_counts'
import { selectRows } from '#core/sql'
import type { DayRange } from '#insights/day_range'
import { FIGURES_VERSION } from '#insights/projections/figures'
import { sumByPart, type PartSums } from '#insights/queries/sum_by_part'
import { stockValueAt, sumByDay, sumTotals, type Sums } from '#insights/queries/sum_by_place'

/** All that is made of the sums of items depends on. */
const TABLES = ['parts', 'part_categories', 'sales_daily', 'sales_monthly']

/**
 * What the read models hold, computed once for all pages and processes until they change. Only sums:
 * names, categories and minimums can change without them, and are read anew.
 */
export class SharedFigures {
  #parts = new Map<string, Promise<PartSums[]>>()

  private constructor(
    private client: QueryClientContract,
    private version: number
  ) {}

  /** As they are now. */
  static async now(client: QueryClientContract): Promise<SharedFigures> {
    return new SharedFigures(client, await cacheVersion(client, FIGURES_VERSION))
  }

  totals(range: DayRange): Promise<Sums> {
    return this.#share(`totals:${named(range)}`, () => sumTotals(this.client, range))
  }

  stockValueAt(day: string): Promise<bigint> {
    return this.#share(`stock_value:${day}`, () => stockValueAt(this.client, day))
  }

  async days(range: DayRange): Promise<Map<string, Sums>> {
    const read = async () => [...(await sumByDay(this.client, range))]
    return new Map(await this.#share(`days:${named(range)}`, read))
  }

  #partsOf(range: DayRange): Promise<PartSums[]> {
    const parts = this.#parts.get(named(range)) ?? this.#readParts(range)
    this.#parts.set(named(range), parts)
    return parts
  }

  async #readParts(range: DayRange): Promise<PartSums[]> {
    const sums = await this.#share(`parts:${named(range)}`, () => sumByPart(this.client, range))
    const rows = await selectRows<{ id: number; category_id: number | null }>(
      this.client,
      'SELECT id, category_id FROM parts'
    )
    const categories = new Map(rows.map((row) => [row.id, row.category_id]))
    return sums
      .filter(({ partId }) => categories.has(partId))
      .map((part) => ({ ...part, categoryId: categories.get(part.partId) ?? null }))
  }

  /** What is made of the sums of items: of a hundred thousand it takes a while, so it is made once for many pages. */
  ofParts<T>(
    what: string,
    range: DayRange,
    make: (parts: PartSums[]) => T | Promise<T>
  ): Promise<T> {
    const key = `figures:${this.version}:${what}:${named(range)}`
    return listCounts.remember(key, TABLES, async () => make(await this.#partsOf(range)))
  }

  #share<T>(key: string, read: () => Promise<T>): Promise<T> {
    return sharedCache.remember(`figures:${this.version}:${key}`, read)
  }
}

function named({ from, to }: DayRange): string {
  return `${from}:${to}`
}
