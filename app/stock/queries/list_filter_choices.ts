import { listCategoryChoices } from '#catalog/queries/list_categories'
import db from '@adonisjs/lucid/services/db'

const LONGEST_MENU = 300

export interface FilterChoice {
  value: number
  label: string
}

/** Categories in the order of their tree, for a menu. */
export async function listCategoryMenu(): Promise<FilterChoice[]> {
  const categories = await listCategoryChoices()
  return categories.map(({ id, name, level }) => ({
    value: id,
    label: `${'\u2003'.repeat(level)}${name}`,
  }))
}

/** Users by name, for a menu; those who are gone too, because their entries stay. */
export async function listUserChoices(): Promise<FilterChoice[]> {
  const rows = await db
    .from('users')
    .select('id', 'username')
    .orderBy('username_key')
    .limit(LONGEST_MENU)
  return rows.map((row) => ({ value: row.id, label: row.username }))
}
