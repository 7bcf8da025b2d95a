import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { escapeLike } from '#core/resource/filters'

export interface LocationChoice {
  id: number
  text: string
  isStructural: boolean
  isDefault: boolean
}

/** From so many places on a list to choose from is a search, not a menu. */
export const LARGEST_MENU = 80
const LOOKED_UP = 12

/** Places by path, at most one more than {@link LARGEST_MENU}; only those that can hold stock if asked. */
export async function listLocations(
  options: { onlyStocked?: boolean } = {},
  client: QueryClientContract = db.connection()
): Promise<LocationChoice[]> {
  const query = client
    .from('stock_locations')
    .select('id', 'pathstring', 'structural', 'is_default')
    .orderBy('pathstring')
    .orderBy('id')
    .limit(LARGEST_MENU + 1)
  if (options.onlyStocked) query.where('structural', 0)
  const rows = await query
  return rows.map(toChoice)
}

/** Places whose path contains the text. */
export async function lookUpLocations(
  text: string,
  options: { onlyStocked?: boolean } = {},
  client: QueryClientContract = db.connection()
): Promise<LocationChoice[]> {
  const query = client
    .from('stock_locations')
    .select('id', 'pathstring', 'structural', 'is_default')
    .orderBy('pathstring')
    .orderBy('id')
    .limit(LOOKED_UP)
  if (text) query.whereRaw(`pathstring LIKE ? ESCAPE '!'`, [`%${escapeLike(text)}%`])
  if (options.onlyStocked) query.where('structural', 0)
  const rows = await query
  return rows.map(toChoice)
}

/** Those of these places that there still are. */
export async function knownLocations(
  ids: readonly number[],
  options: { onlyStocked?: boolean } = {}
): Promise<LocationChoice[]> {
  if (ids.length === 0) return []
  const query = db
    .from('stock_locations')
    .whereIn('id', [...ids])
    .select('id', 'pathstring', 'structural', 'is_default')
  if (options.onlyStocked) query.where('structural', 0)
  const rows = await query
  return rows.map(toChoice)
}

function toChoice(row: {
  id: number
  pathstring: string
  structural: unknown
  is_default: unknown
}): LocationChoice {
  return {
    id: row.id,
    text: row.pathstring,
    isStructural: Boolean(row.structural),
    isDefault: Boolean(row.is_default),
  }
}

/** The path of a location; undefined when there is no such one. */
export async function readLocationName(id: number | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined
  const row = await db.from('stock_locations').where('id', id).select('pathstring').first()
  return row?.pathstring
}
