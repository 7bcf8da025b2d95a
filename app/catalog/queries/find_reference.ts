import db from '@adonisjs/lucid/services/db'
import { LARGEST_ID } from '#core/resource/plain_fields'
import type { Row } from '#core/sql'

export interface Referred {
  table: string
  /** The columns a name is looked for in, one after the other. */
  names: readonly string[]
}

export const CATEGORY_REFERENCE: Referred = {
  table: 'part_categories',
  names: ['pathstring', 'name'],
}
export const COMPANY_REFERENCE: Referred = { table: 'companies', names: ['name'] }
export const LOCATION_REFERENCE: Referred = {
  table: 'stock_locations',
  names: ['pathstring', 'name'],
}

/**
 * The id that a picker sent: an id, or without script the name that was typed. Null for a name that
 * nothing has, or several have.
 */
export async function findReference(
  { table, names }: Referred,
  typed: string
): Promise<number | null> {
  const text = typed.trim()
  if (/^\d{1,10}$/.test(text) && Number(text) <= LARGEST_ID) return Number(text)
  for (const column of names) {
    const rows: Row[] = await db.from(table).where(column, text).select('id').limit(2)
    if (rows.length === 1) return Number(rows[0].id)
  }
  return null
}

/** What a picker shows for an id that is already chosen; empty when there is no such row. */
export async function referenceText(
  { table, names }: Referred,
  id: number | null
): Promise<string> {
  if (id === null || id < 1) return ''
  const row: Row | null = await db.from(table).where('id', id).select(`${names[0]} as text`).first()
  return row ? String(row.text) : ''
}
