import db from '@adonisjs/lucid/services/db'

/** False in a shop that has booked nothing yet. */
export async function hasPostings(): Promise<boolean> {
  return Boolean(await db.from('stock_postings').select('id').first())
}
