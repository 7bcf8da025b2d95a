import db from '@adonisjs/lucid/services/db'

/** What a part or a company is called; empty when there is none with that id. */
export async function readName(table: 'parts' | 'companies', id: number): Promise<string> {
  const row = await db.from(table).where('id', id).select('name').first()
  return row ? String(row.name) : ''
}
