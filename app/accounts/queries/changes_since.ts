import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'

export interface EarlierChange {
  username: string
  at: string
}

const AT_MOST = 5

/** Who has changed a thing after this entry of its audit log, newest first. */
export async function changesSince(
  model: string,
  id: number,
  entry: number
): Promise<EarlierChange[]> {
  const rows: Row[] = await db
    .from('audit_log')
    .where('model', model)
    .where('model_id', id)
    .where('id', '>', entry)
    .orderBy('id', 'desc')
    .limit(AT_MOST)
    .select('username', 'created_at')
  return rows.map((row) => ({ username: String(row.username), at: String(row.created_at) }))
}

/** The newest entry of a thing's audit log; 0 for none. */
export async function lastEntry(model: string, id: number): Promise<number> {
  const row: Row | null = await db
    .from('audit_log')
    .where('model', model)
    .where('model_id', id)
    .max('id as newest')
    .first()
  return Number(row?.newest ?? 0)
}
