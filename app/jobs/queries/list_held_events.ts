import db from '@adonisjs/lucid/services/db'
import type { HeldEvent } from '#events/actions/release_held'

const PAGE_SIZE = 50

/** Events that a read model could not take, the newest first. */
export async function listHeldEvents(
  page: number
): Promise<{ held: HeldEvent[]; hasNext: boolean }> {
  const rows: HeldEvent[] = await db
    .from('held_events')
    .orderBy('id', 'desc')
    .offset((page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE + 1)
  return { held: rows.slice(0, PAGE_SIZE), hasNext: rows.length > PAGE_SIZE }
}

export async function listHeldIds(limit: number): Promise<number[]> {
  const rows = await db.from('held_events').select('id').orderBy('id').limit(limit)
  return rows.map((row) => Number(row.id))
}
