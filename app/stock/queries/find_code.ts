import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { readOwnCode, type Coded, type CodedModel } from '#catalog/barcodes/code'
import { findLinkedCode, partIdsOfCode } from '#catalog/queries/find_linked_code'

/** How a code was recognised. */
export type CodeSource = 'own' | 'linked' | 'sku' | 'serial' | 'batch'

export interface FoundCode extends Coded {
  by: CodeSource
}

const TABLES: Record<CodedModel, string> = {
  part: 'parts',
  stockitem: 'stock_items',
  stocklocation: 'stock_locations',
}
const MOST_FOUND = 12

/**
 * What a scanned text stands for: one of our own codes, a linked code, an item number, a serial number
 * or a batch, in this order; several only where a number is not unique.
 */
export async function findCode(
  text: string,
  client: QueryClientContract = db.connection()
): Promise<FoundCode[]> {
  const bound = await findBoundCode(text, client)
  if (bound) return [bound]
  const parts = await partIdsOfCode(text, client)
  if (parts.length > 0) return parts.map((id) => ({ model: 'part', id, by: 'sku' }))
  const bySerial = await lotsWhere('serial', text, client)
  return bySerial.length > 0 ? bySerial : lotsWhere('batch', text, client)
}

/** What a code stands for by itself or by a link: never more than one thing. */
export async function findBoundCode(
  text: string,
  client: QueryClientContract = db.connection()
): Promise<FoundCode | null> {
  const own = readOwnCode(text)
  if (own && (await exists(own, client))) return { ...own, by: 'own' }
  const linked = await findLinkedCode(text, client)
  return linked && (await exists(linked, client)) ? { ...linked, by: 'linked' } : null
}

/** True when the item, lot or place is there. */
export async function exists(
  { model, id }: Coded,
  client: QueryClientContract = db.connection()
): Promise<boolean> {
  const query = client.from(TABLES[model]).where('id', id)
  if (model === 'stockitem') query.whereNull('deleted_at')
  return Boolean(await query.select('id').first())
}

async function lotsWhere(
  column: 'serial' | 'batch',
  text: string,
  client: QueryClientContract
): Promise<FoundCode[]> {
  const rows = await client
    .from('stock_items')
    .where(column, text)
    .whereNull('deleted_at')
    .orderBy('quantity', 'desc')
    .orderBy('id')
    .select('id')
    .limit(MOST_FOUND)
  return rows.map((row) => ({ model: 'stockitem', id: Number(row.id), by: column }))
}

/** The items that a scanned code is about: the item itself, or that of the lot. */
export async function itemsOfCode(text: string, client: QueryClientContract): Promise<number[]> {
  const found = await findCode(text, client)
  const lots = found.filter(({ model }) => model === 'stockitem').map(({ id }) => id)
  const parts = found.filter(({ model }) => model === 'part').map(({ id }) => id)
  if (lots.length === 0) return parts
  const rows = await client.from('stock_items').whereIn('id', lots).distinct('part_id')
  return [...parts, ...rows.map((row) => Number(row.part_id))]
}
