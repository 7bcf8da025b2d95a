import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import type { Source } from '#stock/ledger/draft'

/** The id of the posting that this source has caused already, or null. */
export async function findPostingOf(
  source: Source,
  client: QueryClientContract = db.connection()
): Promise<number | null> {
  const row = await client
    .from('stock_postings')
    .where('source_type', source.type)
    .where('source_id', source.id)
    .where('source_line', source.line)
    .select('id')
    .first()
  return row ? Number(row.id) : null
}
