import db from '@adonisjs/lucid/services/db'

const LONGEST_MENU = 300

export interface FilterChoice {
  value: number
  label: string
}

/** Categories by path, for a menu. */
export async function listCategoryChoices(): Promise<FilterChoice[]> {
  const rows = await db
    .from('part_categories')
    .select('id', 'pathstring')
    .orderBy('pathstring')
    .limit(LONGEST_MENU)
  return rows.map((row) => ({ value: row.id, label: row.pathstring }))
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
