import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { cacheVersion, sharedCache } from '#core/cache'
import { selectRows } from '#core/sql'
import type { DayRange } from '#insights/day_range'
import { FIGURES_VERSION } from '#insights/projections/figures'
import { sumByPart, type PartSums } from '#insights/queries/sum_by_part'
import { stockValueAt, sumByDay, sumTotals, type Sums } from '#insights/queries/sum_by_place'

/**
 * What the read models hold, computed once for all pages and processes until they change. Only sums:
 * names, categories and minimums can change without them, and are read anew.
 */
export class SharedFigures {
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

  async parts(range: DayRange): Promise<PartSums[]> {
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

  #share<T>(key: string, read: () => Promise<T>): Promise<T> {
    return sharedCache.remember(`figures:${this.version}:${key}`, read)
  }
}

function named({ from, to }: DayRange): string {
  return `${from}:${to}`
}
