import db from '@adonisjs/lucid/services/db'

/** How a user printed labels at last, as it was kept; null for the first time. */
export async function readLabelChoices(userId: number): Promise<object | null> {
  const row = await db.from('label_choices').where('user_id', userId).select('choices').first()
  const kept: unknown = row ? JSON.parse(row.choices) : null
  return typeof kept === 'object' ? kept : null
}
