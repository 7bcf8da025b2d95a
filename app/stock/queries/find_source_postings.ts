import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { placeholders, selectRows } from '#core/sql'

/** The ids of the postings that lines of one source caused, by line. */
export async function findSourcePostings(
  client: QueryClientContract,
  { type, id }: { type: string; id: string },
  lines: readonly string[]
): Promise<Map<string, number>> {
  if (lines.length === 0) return new Map()
  const rows = await selectRows<{ id: number; source_line: string }>(
    client,
    `SELECT id, source_line FROM stock_postings WHERE source_type = ? AND source_id = ? AND source_line IN (${placeholders(lines.length)})`,
    [type, id, ...lines]
  )
  return new Map(rows.map((row) => [String(row.source_line), Number(row.id)]))
}
