import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import { idsOfPath } from '#core/tree'
import { readLocation, type NamedId } from '#catalog/queries/read_item'

export interface Category {
  id: number
  name: string
  description: string
  parent: NamedId | null
  /** From the root down to its parent. */
  above: NamedId[]
  children: NamedId[]
  defaultLocation: NamedId | null
  isStructural: boolean
}

/** Throws {@link NotFound} when there is no such category. */
export async function readCategory(id: number): Promise<Category> {
  const row: Row | null = await db.from('part_categories').where('id', id).first()
  if (!row) throw new NotFound('Category')
  const above = await readAbove(String(row.path), id)
  return {
    id,
    name: String(row.name),
    description: String(row.description),
    parent: above.at(-1) ?? null,
    above,
    children: await readChildren(id),
    defaultLocation: await readLocation(row.default_location_id),
    isStructural: Boolean(row.structural),
  }
}

async function readAbove(path: string, id: number): Promise<NamedId[]> {
  const ids = idsOfPath(path).filter((one) => one !== id)
  const rows: Row[] = await db.from('part_categories').whereIn('id', ids).select('id', 'name')
  const names = new Map(rows.map((row) => [Number(row.id), String(row.name)]))
  return ids.map((one) => ({ id: one, name: names.get(one) ?? '' }))
}

async function readChildren(id: number): Promise<NamedId[]> {
  const rows: Row[] = await db
    .from('part_categories')
    .where('parent_id', id)
    .orderBy('name')
    .select('id', 'name')
  return rows.map((row) => ({ id: Number(row.id), name: String(row.name) }))
}
