import db from '@adonisjs/lucid/services/db'
import { reader } from '#core/replicas'
import { countOf, filteredQuery } from '#core/resource/list_query'
import type { Query } from '#core/resource/resource'
import type { Row } from '#core/sql'
import { subtreeIds } from '#core/tree'
import { partStock } from '#catalog/part_stock'
import { readItemRows, type ItemRow } from '#catalog/queries/item_rows'
import { partResource } from '#catalog/resources/part'

export type ItemStatus = 'active' | 'inactive' | 'all'

/** Which items a list shows, and in what order. */
export interface ItemList {
  search: string
  /** With all categories below it; 0 is one that does not exist. */
  categoryId: number | null
  supplierId: number | null
  status: ItemStatus
  isBelowMinimum: boolean
  ordering: string
}

const ORDER_COLUMNS: Readonly<Record<string, string>> = {
  name: 'parts.name',
  sku: 'parts.ipn',
  sale_price: 'parts.sale_price',
}

/** The names `?ordering=` takes, each also with "-" before it. */
export const ITEM_ORDERINGS = [...Object.keys(ORDER_COLUMNS), 'on_hand']

export interface ItemPage {
  rows: ItemRow[]
  total: number
  hasNext: boolean
}

/** One page of items: the ids by the indexes alone, then everything else for these ids only. */
export async function listItems(
  list: ItemList,
  { page, pageSize }: { page: number; pageSize: number }
): Promise<ItemPage> {
  const { query } = await queryOfList(list)
  const total = await countOf(partResource, query.clone())
  const ids = await idsInOrder(query, list, {
    offset: (page - 1) * pageSize,
    limit: pageSize + 1,
  })
  const rows = await readItemRows(ids.slice(0, pageSize))
  return { rows, total, hasNext: ids.length > pageSize }
}

/** The ids of the whole list in order. */
export async function listItemIds(list: ItemList): Promise<number[]> {
  const { query } = await queryOfList(list)
  return idsInOrder(query, list)
}

export interface Neighbours {
  previous: number | null
  next: number | null
}

/** The items before and after the one at this place of the list; null when it is no longer there. */
export async function neighboursOf(
  id: number,
  list: ItemList,
  place: number
): Promise<Neighbours | null> {
  const first = Math.max(0, place - 1)
  const { query } = await queryOfList(list)
  const ids = await idsInOrder(query, list, { offset: first, limit: 3 })
  const at = ids.indexOf(id)
  if (at === -1 || first + at !== place) return null
  return { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null }
}

/** The items of a list without their order. Wrapped, because awaiting a query runs it. */
export async function queryOfList(list: ItemList): Promise<{ query: Query }> {
  const { query } = await filteredQuery(partResource, asQueryString(list), reader())
  if (list.status !== 'all') whereActive(query, list)
  if (list.categoryId !== null) {
    whereInCategories(query, await subtreeIds(reader(), 'part_categories', list.categoryId))
  }
  return { query }
}

/**
 * The plus keeps SQLite from the index by activity and name, which is most of the table: it serves the
 * order by name alone, and a category is found hundreds of times faster by its own index.
 */
function whereActive(query: Query, { status, ordering, categoryId }: ItemList): void {
  const isServed = /^-?name$/.test(ordering) && categoryId === null
  query.whereRaw(`${isServed ? '' : '+'}parts.is_active = ?`, [status === 'active' ? 1 : 0])
}

function asQueryString({ search, supplierId, isBelowMinimum }: ItemList) {
  return {
    search,
    ...(supplierId === null ? {} : { supplier: String(supplierId) }),
    ...(isBelowMinimum ? { low_stock: 'true' } : {}),
  }
}

/** Items whose main category or one of whose further categories is among these. */
function whereInCategories(query: Query, ids: number[]): void {
  query.where((either) => {
    either.whereIn('parts.category_id', ids)
    either.orWhereIn(
      'parts.id',
      db
        .from('category_part')
        .whereIn('category_part.category_id', ids)
        .select('category_part.part_id')
    )
  })
}

async function idsInOrder(
  query: Query,
  { ordering }: ItemList,
  bounds?: { offset: number; limit: number }
): Promise<number[]> {
  const direction = ordering.startsWith('-') ? 'desc' : 'asc'
  const name = ordering.replace(/^-/, '')
  if (name === 'on_hand') partStock().orderByInStock(query, direction)
  else query.orderBy(ORDER_COLUMNS[name] ?? ORDER_COLUMNS.name, direction)
  query.orderBy('parts.id', direction).select('parts.id as id')
  if (bounds) query.offset(bounds.offset).limit(bounds.limit)
  const rows: Row[] = await query
  return rows.map((row) => Number(row.id))
}
