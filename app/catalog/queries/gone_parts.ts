import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'

/** Those of these parts that neither exist nor can be put back: what is kept of them is of no use. */
export async function goneParts(ids: readonly number[]): Promise<number[]> {
  const parts: Row[] = await db
    .from('parts')
    .whereIn('id', [...ids])
    .select('id')
  const deleted: Row[] = await db
    .from('deletions')
    .where('kind', 'part')
    .whereIn('record_id', [...ids])
    .select('record_id')
  const known = new Set([
    ...parts.map((row) => Number(row.id)),
    ...deleted.map((row) => Number(row.record_id)),
  ])
  return ids.filter((id) => !known.has(id))
}
