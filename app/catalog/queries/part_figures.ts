import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { differenceOf } from '#core/resource/json_text'
import { listCounts } from '#core/list_counts'
import { type PartFigures, partStock } from '#catalog/part_stock'

const REVISIONS = { from: 'FROM parts WHERE revision_of_id IS NOT NULL', bindings: [] }

const NO_STOCK: PartFigures = { in_stock: 0, allocated: 0, external: 0, lots: 0 }

/** Writes onto part rows what is in stock, allocated and outside, and in how many lots. */
export async function addPartFigures(rows: Row[], { client }: ReadContext): Promise<void> {
  const ids = rows.map((row) => Number(row.id))
  const figures = await partStock().figuresOf(client, ids)
  const revisions = await countRevisions(client, ids)
  for (const row of rows) {
    const known = figures.get(Number(row.id)) ?? NO_STOCK
    row.in_stock = known.in_stock
    row.allocated = known.allocated
    row.external_stock = known.external
    row.stock_item_count = known.lots
    row.unallocated_stock = differenceOf(known.in_stock, known.allocated)
    row.revision_count = revisions.get(Number(row.id)) ?? 0
  }
}

async function countRevisions(
  client: QueryClientContract,
  ids: number[]
): Promise<Map<number, number>> {
  // Most shops have none: one cached count then saves a query for every page.
  if ((await listCounts.count(client, REVISIONS, ['parts'])) === 0) return new Map()
  const counts: Row[] = await client
    .from('parts')
    .whereIn('revision_of_id', ids)
    .groupBy('revision_of_id')
    .select('revision_of_id')
    .count('* as revisions')
  return new Map(counts.map((count) => [Number(count.revision_of_id), Number(count.revisions)]))
}
