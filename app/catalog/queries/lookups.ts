import db from '@adonisjs/lucid/services/db'
import { formatShort, QUANTITY_DECIMALS } from '#core/decimal'
import { searchColumns, searchWords } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import type { Row } from '#core/sql'
import { readItemRows } from '#catalog/queries/item_rows'
import { partIdsOfCode, partOfBoundCode } from '#catalog/queries/find_linked_code'
import { searchParts } from '#catalog/queries/search_parts'

const LONGEST_LIST = 12

/** A row of a picker. */
export interface Choice {
  id: number
  text: string
  hint: string
  /** The address of a small picture of it. */
  image?: string | null
}

/** Active items that match the words; that of an exact code or SKU comes first: a scanner finds its item. */
export async function lookupItems(text: string): Promise<Choice[]> {
  const exact = text ? await activeItems(await partIdsOfCode(text)) : []
  // A barcode means one thing: what else has these characters is not offered.
  const isBarcode = exact.length > 0 && (await partOfBoundCode(text)) !== null
  const found = isBarcode ? [] : await itemIds((query) => searchParts(query, searchWords(text)))
  const rows = await readItemRows([...new Set([...exact, ...found])].slice(0, LONGEST_LIST))
  return rows.map(({ id, name, sku, onHand, units, thumbnail }) => {
    const stock = `${formatShort(onHand, QUANTITY_DECIMALS, 0)} ${units}`.trim()
    return { id, text: name, hint: sku ? `${sku} · ${stock}` : stock, image: thumbnail }
  })
}

async function activeItems(ids: number[]): Promise<number[]> {
  return ids.length > 0 ? itemIds((query) => void query.whereIn('parts.id', ids)) : []
}

async function itemIds(narrow: (query: Query) => void): Promise<number[]> {
  const query: Query = db.from('parts').where('parts.is_active', 1)
  narrow(query)
  const rows: Row[] = await query
    .orderBy('parts.name')
    .orderBy('parts.id')
    .limit(LONGEST_LIST)
    .select('parts.id as id')
  return rows.map((row) => Number(row.id))
}

/** Those of these categories that there still are. */
export async function knownCategories(ids: readonly number[]): Promise<Choice[]> {
  if (ids.length === 0) return []
  const rows: Row[] = await db
    .from('part_categories')
    .whereIn('id', [...ids])
    .select('id', 'pathstring')
  return rows.map((row) => ({ id: Number(row.id), text: String(row.pathstring), hint: '' }))
}

/** Those of these suppliers that are still offered. */
export async function knownSuppliers(ids: readonly number[]): Promise<Choice[]> {
  if (ids.length === 0) return []
  const rows: Row[] = await db
    .from('companies')
    .whereIn('id', [...ids])
    .where('is_active', 1)
    .where('is_supplier', 1)
    .select('id', 'name', 'contact')
  return rows.map(toSupplier)
}

/** Categories whose path has the words, as the tree orders them. */
export async function lookupCategories(text: string): Promise<Choice[]> {
  const query: Query = db.from('part_categories')
  searchColumns('pathstring')(query, searchWords(text))
  const rows: Row[] = await query
    .orderBy('pathstring')
    .limit(LONGEST_LIST)
    .select('id', 'pathstring')
  return rows.map((row) => ({ id: Number(row.id), text: String(row.pathstring), hint: '' }))
}

/** Active suppliers whose name has the words. */
export async function lookupSuppliers(text: string): Promise<Choice[]> {
  const query: Query = db.from('companies').where('is_active', 1).where('is_supplier', 1)
  searchColumns('name')(query, searchWords(text))
  const rows: Row[] = await query
    .orderBy('name')
    .orderBy('id')
    .limit(LONGEST_LIST)
    .select('id', 'name', 'contact')
  return rows.map(toSupplier)
}

function toSupplier(row: Row): Choice {
  return { id: Number(row.id), text: String(row.name), hint: String(row.contact) }
}
