import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import { partStock } from '#catalog/part_stock'
import { readItemRows, type ItemRow } from '#catalog/queries/item_rows'
import { LOCATION } from '#catalog/resources/targets'

export interface NamedId {
  id: number
  name: string
}

/** An item with all there is to know of it in the catalogue. */
export interface Item extends ItemRow {
  keywords: string
  link: string
  notes: string
  defaultLocation: NamedId | null
  defaultExpiryDays: number
  furtherCategories: NamedId[]
  createdAt: string
  updatedAt: string
  /** Why it cannot be erased; null when it can. */
  history: string | null
}

/** Throws {@link NotFound} when there is no such item. */
export async function readItem(id: number): Promise<Item> {
  const client = db.connection()
  const [listed] = await readItemRows([id])
  const row: Row | null = await client.from('parts').where('id', id).first()
  if (!listed || !row) throw new NotFound('Item')
  return {
    ...listed,
    keywords: String(row.keywords ?? ''),
    link: String(row.link ?? ''),
    notes: String(row.notes ?? ''),
    defaultLocation: await readLocation(row.default_location_id),
    defaultExpiryDays: Number(row.default_expiry),
    furtherCategories: await readFurtherCategories(id),
    createdAt: String(row.created_at),
    updatedAt: String(row.updated_at),
    history: await partStock().historyOf(client, id),
  }
}

/** Locations are the stock module's; the catalogue reads their names alone. */
export async function readLocation(id: unknown): Promise<NamedId | null> {
  if (id === null) return null
  const row: Row | null = await db.from(LOCATION.table).where('id', Number(id)).first()
  return row ? { id: Number(row.id), name: String(row.pathstring) } : null
}

async function readFurtherCategories(partId: number): Promise<NamedId[]> {
  const rows: Row[] = await db
    .from('category_part')
    .join('part_categories', 'part_categories.id', 'category_part.category_id')
    .where('category_part.part_id', partId)
    .orderBy('part_categories.pathstring')
    .select('part_categories.id', 'part_categories.pathstring')
  return rows.map((row) => ({ id: Number(row.id), name: String(row.pathstring) }))
}
