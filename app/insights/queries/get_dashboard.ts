import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { placeholders, selectRows } from '#core/sql'
import { listDays, type ChosenRange, type DayRange } from '#insights/day_range'
import { countLowStock } from '#insights/queries/count_low_stock'
import { compare } from '#insights/compare'
import { sumByCategory, type CategorySums } from '#insights/queries/sum_by_category'
import { SharedFigures } from '#insights/queries/shared_figures'
import type { PartSums } from '#insights/queries/sum_by_part'
import { sumByLocation, type LocationSums, type Sums } from '#insights/queries/sum_by_place'

const TOP_ITEMS = 10

export interface Figures extends Sums {
  /** At cost, as of the end of the range. */
  stockValue: bigint
  /** Active items with less on hand than their minimum, as of the end of the range. */
  lowStock: number
}

export interface DaySums extends Sums {
  day: string
}

export interface TopItem extends PartSums {
  name: string
}

/** The ways to rank items; each has its own list of the best. */
export const RANKINGS = ['revenue', 'quantity', 'profit'] as const
export type Ranking = (typeof RANKINGS)[number]

export interface Dashboard {
  range: ChosenRange
  figures: Figures
  previous: Figures
  topItems: Record<Ranking, TopItem[]>
  byDay: DaySums[]
  byCategory: CategorySums[]
  byLocation: LocationSums[]
}

/** Everything the dashboard shows of a range, from the read models: it costs the same on any day. */
export async function getDashboard(range: ChosenRange): Promise<Dashboard> {
  const client = db.connection()
  const shared = await SharedFigures.now(client)
  return {
    range,
    figures: await readFigures(client, shared, range),
    previous: await readFigures(client, shared, range.previous),
    topItems: await readBest(client, shared, range),
    byDay: await readDays(shared, range),
    byCategory: await readCategories(client, shared, range),
    byLocation: await sumByLocation(client, range),
  }
}

/** The key figures of a range. */
export async function readFigures(
  client: QueryClientContract,
  shared: SharedFigures,
  range: DayRange
): Promise<Figures> {
  return {
    ...(await shared.totals(range)),
    stockValue: await shared.stockValueAt(range.to),
    lowStock: await countLowStock(client, range.to),
  }
}

const NOTHING: Sums = { soldQuantity: 0n, revenue: 0n, cost: 0n, profit: 0n, spend: 0n }

/** Every day of a range with what was bought and sold on it. */
export async function readDays(shared: SharedFigures, range: DayRange): Promise<DaySums[]> {
  const sums = await shared.days(range)
  return listDays(range).map((day) => ({ day, ...(sums.get(day) ?? NOTHING) }))
}

export function readCategories(
  client: QueryClientContract,
  shared: SharedFigures,
  range: DayRange
): Promise<CategorySums[]> {
  return shared.ofParts('categories', range, (parts) => sumByCategory(client, parts))
}

export async function readBest(
  client: QueryClientContract,
  shared: SharedFigures,
  range: DayRange
): Promise<Record<Ranking, TopItem[]>> {
  return withNames(client, await shared.ofParts('best', range, rank))
}

/** The best items by each ranking. */
export function rankItems(
  client: QueryClientContract,
  parts: PartSums[]
): Promise<Record<Ranking, TopItem[]>> {
  return withNames(client, rank(parts))
}

function rank(parts: PartSums[]): Record<Ranking, PartSums[]> {
  const best = (ranking: Ranking) => topOf(parts, ranking)
  return { revenue: best('revenue'), quantity: best('quantity'), profit: best('profit') }
}

async function withNames(
  client: QueryClientContract,
  lists: Record<Ranking, PartSums[]>
): Promise<Record<Ranking, TopItem[]>> {
  const names = await readNames(client, Object.values(lists).flat())
  const named = (list: PartSums[]) =>
    list.map((part) => ({ ...part, name: names.get(part.partId) ?? '' }))
  return {
    revenue: named(lists.revenue),
    quantity: named(lists.quantity),
    profit: named(lists.profit),
  }
}

/** The best few, found in one pass: sorting all items three times would take longer than reading them. */
function topOf(parts: readonly PartSums[], ranking: Ranking): PartSums[] {
  const top: PartSums[] = []
  for (const part of parts) {
    if (part[ranking] <= 0n) continue
    if (top.length === TOP_ITEMS && !ranksBefore(part, top[TOP_ITEMS - 1], ranking)) continue
    const place = top.findIndex((other) => ranksBefore(part, other, ranking))
    top.splice(place === -1 ? top.length : place, 0, part)
    if (top.length > TOP_ITEMS) top.pop()
  }
  return top
}

function ranksBefore(part: PartSums, other: PartSums, ranking: Ranking): boolean {
  return (compare(other[ranking], part[ranking]) || part.partId - other.partId) < 0
}

async function readNames(
  client: QueryClientContract,
  parts: PartSums[]
): Promise<Map<number, string>> {
  const ids = [...new Set(parts.map((part) => part.partId))]
  if (ids.length === 0) return new Map()
  const rows = await selectRows<{ id: number; name: string }>(
    client,
    `SELECT id, name FROM parts WHERE id IN (${placeholders(ids.length)})`,
    ids
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}
