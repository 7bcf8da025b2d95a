import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { multiplyMoney, toScaled, toScaledOrNull } from '#core/decimal'
import { searchWords } from '#core/resource/filters'
import { reader } from '#core/replicas'
import type { Query } from '#core/resource/resource'
import { searchParts } from '#catalog/queries/search_parts'
import { readBalances, type Balance } from '#stock/queries/read_balances'

export const BALANCES_A_PAGE = 50

export const BALANCE_ORDERS = ['name', 'quantity', 'value'] as const
export type BalanceOrder = (typeof BALANCE_ORDERS)[number]

export interface BalanceFilter {
  /** One row for each item and location, or one for each item. */
  by: 'place' | 'item'
  search?: string
  partId?: number
  /** These only. */
  partIds?: readonly number[]
  categoryIds?: readonly number[]
  locationIds?: readonly number[]
  isBelowMinimum?: boolean
  hasStock?: boolean
  /** A local day: what lay there at its end. Left out: now. */
  asOf?: string
  order: BalanceOrder
  isDescending: boolean
}

export interface BalanceRow {
  part: BalancePart
  /** 0 stands for no location; null for an item without stock, or all locations together. */
  locationId: number | null
  location: string | null
  quantity: bigint
  value: bigint
  saleValue: bigint | null
  /** Promised, and free to sell: known of now only. */
  allocated: bigint | null
  available: bigint | null
  isBelowMinimum: boolean
}

export interface BalancePart {
  id: number
  name: string
  ipn: string | null
  unit: string
  isActive: boolean
  minimum: bigint
  salePrice: bigint | null
}

export interface BalanceTotals {
  items: number
  value: bigint
  saleValue: bigint
  belowMinimum: number
}

/** All balances of the filter in its order, with their totals; a page of them is `pageOfBalance`. */
export async function listBalance(
  filter: BalanceFilter,
  client: QueryClientContract = reader()
): Promise<{ rows: BalanceRow[]; totals: BalanceTotals }> {
  const parts = await readParts(client, filter)
  const balances = await readBalances(client, filter)
  const low = await findLow(client, filter, { parts, balances })
  const rows: BalanceRow[] = []
  for (const part of parts) {
    const own = balances.get(part.id) ?? []
    const hasStock = own.length > 0
    if (!hasStock && !part.isActive) continue
    if (!isWanted(filter, { isLow: low.has(part.id), hasStock })) continue
    rows.push(...rowsOf(part, own, low.has(part.id)))
  }
  return { rows: inOrder(rows, filter), totals: totalsOf(rows) }
}

/** By name, so that the commonest order costs nothing more. */
async function readParts(
  client: QueryClientContract,
  filter: BalanceFilter
): Promise<BalancePart[]> {
  const query: Query = client
    .from('parts')
    .where('parts.virtual', 0)
    .select('parts.id', 'parts.name', 'parts.ipn', 'parts.units', 'parts.minimum_stock')
    .select('parts.sale_price', 'parts.is_active')
    .orderBy('parts.name')
    .orderBy('parts.id')
  narrowParts(query, client, filter)
  const rows = await query
  return rows.map((row) => ({
    id: Number(row.id),
    name: String(row.name),
    ipn: row.ipn === null ? null : String(row.ipn),
    unit: String(row.units),
    isActive: Boolean(row.is_active),
    minimum: toScaled(row.minimum_stock),
    salePrice: toScaledOrNull(row.sale_price),
  }))
}

/** Leaves the parts that the filter names, whatever lies of them. */
export function narrowParts(
  query: Query,
  client: QueryClientContract,
  { search, partId, partIds, categoryIds }: BalanceFilter
): void {
  if (partId !== undefined) query.where('parts.id', partId)
  if (partIds) query.whereIn('parts.id', [...partIds])
  if (search) searchParts(query, searchWords(search))
  if (!categoryIds) return
  const further = client.from('category_part').whereIn('category_id', [...categoryIds])
  query.where((inside) => {
    inside.whereIn('parts.category_id', [...categoryIds])
    inside.orWhereIn('parts.id', further.select('part_id'))
  })
}

/** Items of which less is there than should be, in all locations together, whatever the filter shows. */
async function findLow(
  client: QueryClientContract,
  filter: BalanceFilter,
  known: { parts: BalancePart[]; balances: Map<number, Balance[]> }
): Promise<Set<number>> {
  const { locationIds, asOf, partIds } = filter
  const everywhere = locationIds
    ? await readBalances(client, { by: 'item', asOf, partIds })
    : known.balances
  const isLow = ({ id, minimum, isActive }: BalancePart) => {
    if (minimum <= 0n || !isActive) return false
    const own = everywhere.get(id) ?? []
    return own.reduce((sum, { quantity }) => sum + quantity, 0n) < minimum
  }
  return new Set(known.parts.filter(isLow).map(({ id }) => id))
}

function isWanted(
  { isBelowMinimum, hasStock, locationIds }: BalanceFilter,
  found: { isLow: boolean; hasStock: boolean }
): boolean {
  if (isBelowMinimum && !found.isLow) return false
  // Asked for a place, one wants what lies there; what is short may lie nowhere.
  const needsStock = hasStock || (locationIds !== undefined && !isBelowMinimum)
  return found.hasStock || !needsStock
}

function rowsOf(part: BalancePart, own: Balance[], isBelowMinimum: boolean): BalanceRow[] {
  if (own.length === 0) {
    const nothing = { quantity: 0n, value: 0n, allocated: 0n, available: 0n }
    return [{ part, locationId: null, location: null, ...nothing, saleValue: 0n, isBelowMinimum }]
  }
  return own.map((balance) => ({
    part,
    ...balance,
    saleValue: part.salePrice === null ? null : multiplyMoney(balance.quantity, part.salePrice),
    isBelowMinimum,
  }))
}

function inOrder(rows: BalanceRow[], { order, isDescending }: BalanceFilter): BalanceRow[] {
  if (order === 'name') return isDescending ? rows.reverse() : rows
  const sign = isDescending ? -1 : 1
  return rows.sort((a, b) => (a[order] < b[order] ? -sign : a[order] > b[order] ? sign : 0))
}

function totalsOf(rows: readonly BalanceRow[]): BalanceTotals {
  const totals = { items: 0, value: 0n, saleValue: 0n, belowMinimum: 0 }
  const seen = new Set<number>()
  for (const row of rows) {
    totals.value += row.value
    totals.saleValue += row.saleValue ?? 0n
    if (seen.has(row.part.id)) continue
    seen.add(row.part.id)
    if (row.isBelowMinimum) totals.belowMinimum += 1
  }
  totals.items = seen.size
  return totals
}
