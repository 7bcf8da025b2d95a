import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { multiplyMoney, toScaled, toScaledOrNull } from '#core/decimal'
import { listCounts } from '#core/list_counts'
import type { Query } from '#core/resource/resource'
import { textOf } from '#core/resource/row_sql'
import { selectRows } from '#core/sql'
import {
  listBalance,
  narrowParts,
  type BalanceFilter,
  type BalanceRow,
  type BalanceTotals,
} from '#stock/queries/list_balance'
import { isLying, lyingAt } from '#stock/queries/lying'

export interface BalancePage {
  rows: BalanceRow[]
  /** How many rows there are on all pages. */
  total: number
  totals: BalanceTotals
}

interface Slice {
  first: number
  size: number
}

interface PlaceOfPart {
  id: number
  place: number | null
}

/** All that the totals depend on. */
const TABLES = ['parts', 'category_part', 'stock_items', 'stock_daily', 'stock_monthly']

/**
 * A page of the balance with the totals of all. The database finds the rows of the page and adds up, of
 * now from the lots, of a day in the past from the net changes until then.
 */
export async function pageOfBalance(
  filter: BalanceFilter,
  slice: Slice,
  client: QueryClientContract = db.connection()
): Promise<BalancePage> {
  const found = await findPlaces(client, filter, slice)
  return {
    rows: await readRows(client, filter, found),
    ...(await listCounts.remember(keyOf(filter), TABLES, () => sumUp(client, filter))),
  }
}

/** The totals are the same on each page and in each order. */
function keyOf(filter: BalanceFilter): string {
  return `balance ${JSON.stringify({ ...filter, order: undefined, isDescending: undefined })}`
}

/** Asked for a place, one wants what lies there; what is short may lie nowhere. */
function needsStock({ hasStock, locationIds, isBelowMinimum }: BalanceFilter): boolean {
  return Boolean(hasStock) || (locationIds !== undefined && !isBelowMinimum)
}

/** The parts of the filter; where stock is needed or not is left to what is joined. */
function partsOf(client: QueryClientContract, filter: BalanceFilter): Query {
  // The sign keeps SQLite from that column's index, so that it walks the names in their order.
  const query: Query = client.from('parts').whereRaw('+parts.virtual = 0')
  narrowParts(query, client, filter)
  if (filter.isBelowMinimum) whereLow(query, filter)
  return query
}

/** Items of which less is there than should be, in all locations together, whatever the filter shows. */
function whereLow(query: Query, { asOf }: BalanceFilter): void {
  query.where('parts.is_active', 1).where('parts.minimum_stock', '>', 0)
  const { sql, bindings } = asOf ? enoughAsOf(asOf) : { sql: LESS_NOW, bindings: [] }
  query.whereRaw(sql, bindings)
}

const LESS_NOW = `COALESCE((SELECT SUM(everywhere.quantity) FROM stock_items everywhere
  WHERE everywhere.part_id = parts.id AND everywhere.quantity > 0), 0) < parts.minimum_stock`

function enoughAsOf(asOf: string) {
  const { sql, bindings } = lyingAt({ by: 'item', asOf })
  return {
    sql: `parts.id NOT IN (SELECT enough.part_id FROM ${sql} enough
            JOIN parts wanted ON wanted.id = enough.part_id
           WHERE enough.quantity >= wanted.minimum_stock)`,
    bindings,
  }
}

function withLots(query: Query, filter: BalanceFilter): Query {
  joinLying(query, filter, needsStock(filter) ? 'JOIN' : 'LEFT JOIN')
  if (needsStock(filter)) return query
  return query.where((either) => {
    either.where('parts.is_active', 1).orWhereNotNull('stock_items.part_id')
  })
}

function joinLying(query: Query, filter: BalanceFilter, join: 'JOIN' | 'LEFT JOIN'): void {
  const [lying, condition] = [lyingAt(filter), isLying(filter)]
  query.joinRaw(
    `${join} ${lying.sql} stock_items ON stock_items.part_id = parts.id AND ${condition.sql}`,
    [...lying.bindings, ...condition.bindings]
  )
}

/** The item and the place of each row of the page, in their order. */
function findPlaces(
  client: QueryClientContract,
  filter: BalanceFilter,
  { first, size }: Slice
): Promise<PlaceOfPart[]> {
  const query = withLots(partsOf(client, filter), filter)
  const isByName = filter.order === 'name'
  const place = filter.by === 'place' ? ', stock_items.location_id' : ''
  if (isByName && !filter.asOf) withoutTwins(query, filter)
  const { from, bindings } = textOf(query)
  const groups = isByName ? '' : `GROUP BY parts.id, parts.name${place}`
  return selectRows<PlaceOfPart>(
    client,
    `SELECT parts.id, ${filter.by === 'place' ? 'stock_items.location_id' : 'NULL'} AS place
       ${from} ${groups} ORDER BY ${orderOf(filter)} LIMIT ? OFFSET ?`,
    [...bindings, size, first]
  )
}

/** Of several lots of an item at a place one stands for all, so that nothing has to be grouped. */
function withoutTwins(query: Query, filter: BalanceFilter): void {
  const { sql, bindings } = isLying(filter, 'twin')
  const samePlace =
    filter.by === 'place'
      ? 'AND COALESCE(twin.location_id, 0) = COALESCE(stock_items.location_id, 0)'
      : ''
  query.whereRaw(
    `NOT EXISTS (SELECT 1 FROM stock_items twin WHERE twin.part_id = stock_items.part_id
       ${samePlace} AND ${sql} AND twin.id < stock_items.id)`,
    bindings
  )
}

function orderOf({ by, order, isDescending }: BalanceFilter): string {
  const direction = isDescending ? 'DESC' : 'ASC'
  const names = by === 'place' ? ['name', 'id', 'location_id'] : ['name', 'id']
  const columns = names.map((name) =>
    name === 'location_id' ? `stock_items.${name}` : `parts.${name}`
  )
  if (order === 'name') return columns.map((column) => `${column} ${direction}`).join(', ')
  return [`COALESCE(SUM(stock_items.${order}), 0) ${direction}`, ...columns].join(', ')
}

async function readRows(
  client: QueryClientContract,
  filter: BalanceFilter,
  places: readonly PlaceOfPart[]
): Promise<BalanceRow[]> {
  if (places.length === 0) return []
  const partIds = [...new Set(places.map(({ id }) => Number(id)))]
  const { by, locationIds, isBelowMinimum, hasStock, asOf } = filter
  const narrow = { by, locationIds, isBelowMinimum, hasStock, asOf, partIds }
  const { rows } = await listBalance({ ...narrow, order: 'name', isDescending: false }, client)
  const known = new Map(rows.map((row) => [`${row.part.id} ${row.locationId ?? 0}`, row]))
  return places.flatMap(({ id, place }) => known.get(`${id} ${Number(place ?? 0)}`) ?? [])
}

async function sumUp(
  client: QueryClientContract,
  filter: BalanceFilter
): Promise<Omit<BalancePage, 'rows'>> {
  const { places, items } = await countStocked(client, filter)
  const empty = needsStock(filter) ? 0 : await countEmpty(client, filter)
  return {
    total: (filter.by === 'place' ? places : items) + empty,
    totals: {
      items: items + empty,
      belowMinimum: await countLow(client, filter),
      ...(await sumValues(client, filter)),
    },
  }
}

/** How many items lie at how many places. */
async function countStocked(client: QueryClientContract, filter: BalanceFilter) {
  const parts = stockedParts(client, filter)
  const [lying, condition] = [lyingAt(filter), isLying(filter)]
  const [row] = await selectRows<{ places: number; items: number }>(
    client,
    `SELECT COUNT(*) AS places, COUNT(DISTINCT part_id) AS items
       FROM (SELECT DISTINCT part_id, COALESCE(location_id, 0) AS place FROM ${lying.sql} stock_items
              WHERE ${condition.sql} AND ${parts.sql}) lying`,
    [...lying.bindings, ...condition.bindings, ...parts.bindings]
  )
  return { places: Number(row.places), items: Number(row.items) }
}

/** The condition of lots of the filter's parts; of all parts without naming each. */
function stockedParts(client: QueryClientContract, filter: BalanceFilter) {
  const { search, partId, categoryIds, isBelowMinimum } = filter
  if (!search && !partId && !categoryIds && !isBelowMinimum) {
    return { sql: 'part_id NOT IN (SELECT p.id FROM parts p WHERE p.virtual = 1)', bindings: [] }
  }
  const { from, bindings } = textOf(partsOf(client, filter))
  return { sql: `part_id IN (SELECT parts.id ${from})`, bindings }
}

/** Active items of which nothing lies there. */
function countEmpty(client: QueryClientContract, filter: BalanceFilter): Promise<number> {
  const query = partsOf(client, filter).where('parts.is_active', 1)
  return countOf(client, whereLying(query, filter, 'NOT EXISTS'))
}

function countLow(client: QueryClientContract, filter: BalanceFilter): Promise<number> {
  const query = partsOf(client, filter)
  if (!filter.isBelowMinimum) whereLow(query, filter)
  if (needsStock(filter)) whereLying(query, filter, 'EXISTS')
  return countOf(client, query)
}

function whereLying(query: Query, filter: BalanceFilter, test: 'EXISTS' | 'NOT EXISTS'): Query {
  const [lying, { sql, bindings }] = [lyingAt(filter), isLying(filter)]
  if (filter.asOf) {
    const isIn = test === 'EXISTS' ? 'IN' : 'NOT IN'
    return query.whereRaw(
      `parts.id ${isIn} (SELECT lying.part_id FROM ${lying.sql} lying)`,
      lying.bindings
    )
  }
  return query.whereRaw(
    `${test} (SELECT 1 FROM stock_items WHERE stock_items.part_id = parts.id AND ${sql})`,
    bindings
  )
}

async function countOf(client: QueryClientContract, query: Query): Promise<number> {
  const { from, bindings } = textOf(query)
  const [row] = await selectRows<{ total: number }>(client, `SELECT COUNT(*) AS total ${from}`, [
    ...bindings,
  ])
  return Number(row.total)
}

/** By sale price, so that no product of two scaled numbers is made in SQL, where it would not fit. */
async function sumValues(client: QueryClientContract, filter: BalanceFilter) {
  const query = partsOf(client, filter)
  joinLying(query, filter, 'JOIN')
  const { from, bindings } = textOf(query)
  const rows = await selectRows<{ sale_price: unknown; quantity: unknown; value: unknown }>(
    client,
    `SELECT parts.sale_price, CAST(SUM(stock_items.quantity) AS CHAR) AS quantity,
            CAST(SUM(stock_items.value) AS CHAR) AS value ${from} GROUP BY parts.sale_price`,
    [...bindings]
  )
  let [value, saleValue] = [0n, 0n]
  for (const row of rows) {
    value += toScaled(row.value)
    saleValue += multiplyMoney(toScaled(row.quantity), toScaledOrNull(row.sale_price) ?? 0n)
  }
  return { value, saleValue }
}
