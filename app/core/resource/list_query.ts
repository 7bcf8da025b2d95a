import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { listCounts } from '#core/list_counts'
import { searchWords } from '#core/resource/filters'
import type { ReadContext } from '#core/resource/field'
import { type QueryText, quoted, readingText, textOf } from '#core/resource/row_sql'
import type { Filter, Query, Resource } from '#core/resource/resource'
import { type Row, selectRows } from '#core/sql'

export type QueryString = Readonly<Record<string, string>>

interface OrderTerm {
  column: string
  direction: 'asc' | 'desc'
}

/** Where a page begins and how long it is; null when the whole list is asked for. */
export interface PageBounds {
  limit: number
  offset: number
}

const LARGEST_PAGE = 1000
const LARGEST_OFFSET = 1_000_000_000

/** No limit, 0 and what is no number mean the whole list, as InvenTree does. */
export function pageBounds({ limit, offset }: QueryString): PageBounds | null {
  const size = wholeNumber(limit)
  if (size === 0) return null
  return {
    limit: Math.min(size, LARGEST_PAGE),
    offset: Math.min(wholeNumber(offset), LARGEST_OFFSET),
  }
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** The query of a list without its order: scope, filters and search. Wrapped, because awaiting a query runs it. */
export async function filteredQuery(
  resource: Resource,
  queryString: QueryString,
  client: QueryClientContract
): Promise<{ query: Query }> {
  const query: Query = client.from(resource.table)
  resource.scope?.(query)
  await applyFilters(query, resource.list.filters ?? {}, queryString)
  const words = searchWords(queryString.search ?? '')
  if (words.length > 0) resource.list.search?.(query, words)
  return { query }
}

async function applyFilters(
  query: Query,
  filters: Readonly<Record<string, Filter>>,
  queryString: QueryString
): Promise<void> {
  for (const [name, value] of Object.entries(queryString)) {
    if (value !== '' && Object.hasOwn(filters, name)) {
      await filters[name].apply(query, value, queryString)
    }
  }
}

/** How many objects the list has, from the cache while nothing it depends on has changed. */
export function countOf(resource: Resource, query: Query): Promise<number> {
  return countText(resource, textOf(query), query.client)
}

/** As {@link countOf}, for a query that is text already. */
export function countText(
  { table, list }: Resource,
  text: QueryText,
  client: QueryClientContract
): Promise<number> {
  return listCounts.count(client, text, [table, ...(list.countedTables ?? [])])
}

/**
 * One page of rows in order. The ids of the page are found first, by an index alone; only they are
 * then joined with what the fields need, so that a far page costs little more than the first.
 */
export async function pageOfRows(
  resource: Resource,
  { from, bindings }: QueryText,
  { order, bounds, context }: { order: OrderTerm[]; bounds: PageBounds; context: ReadContext }
): Promise<Row[]> {
  const { columns, join } = readingText(resource, true)
  const [table, by] = [quoted(resource.table), orderText(order)]
  // A bound LIMIT makes SQLite prepare the statement anew each time, to look at its value.
  const page = `SELECT ${table}.id ${from} ORDER BY ${by} LIMIT ${bounds.limit} OFFSET ?`
  return selectRows(
    context.client,
    `SELECT ${columns} FROM (${page}) AS page LEFT JOIN ${table} ON ${table}.id = page.id ${join} ORDER BY ${by}`,
    [...bindings, bounds.offset]
  )
}

/** The ids of a whole list in order. */
export async function allIds(
  resource: Resource,
  { from, bindings }: QueryText,
  { order, context }: { order: OrderTerm[]; context: ReadContext }
): Promise<number[]> {
  const sql = `SELECT ${quoted(`${resource.table}.id as id`)} ${from} ORDER BY ${orderText(order)}`
  const rows = await selectRows(context.client, sql, bindings)
  return rows.map((row) => Number(row.id))
}

function orderText(order: readonly OrderTerm[]): string {
  return order.map(({ column, direction }) => `${quoted(column)} ${direction}`).join(', ')
}

/** The order that `?ordering=` asks for; unknown names are ignored, and the id always breaks ties. */
export function orderOf({ table, list }: Resource, ordering: string | undefined): OrderTerm[] {
  const terms = (ordering ?? '')
    .split(',')
    .flatMap((name) => orderTerms(name.trim(), list.ordering ?? {}))
  if (terms.length === 0)
    terms.push(...list.defaultOrder.map((term) => toTerm(term, term.startsWith('-'))))
  const last = terms.at(-1)
  if (terms.some(({ column }) => column === `${table}.id`)) return terms
  return [...terms, { column: `${table}.id`, direction: last?.direction ?? 'asc' }]
}

function orderTerms(name: string, known: Readonly<Record<string, readonly string[]>>): OrderTerm[] {
  const plain = name.replace(/^-/, '')
  const columns = Object.hasOwn(known, plain) ? known[plain] : []
  return columns.map((column) => toTerm(column, name.startsWith('-')))
}

function toTerm(column: string, isDescending: boolean): OrderTerm {
  return { column: column.replace(/^-/, ''), direction: isDescending ? 'desc' : 'asc' }
}
