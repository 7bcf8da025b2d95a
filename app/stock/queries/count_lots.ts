import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'

/** Writes onto location rows how many lots lie in each and below it, and how many locations. */
export async function countLots(rows: Row[], { client }: ReadContext): Promise<void> {
  const counts: Row[] = await client
    .from('stock_locations as top')
    .whereIn(
      'top.id',
      rows.map((row) => Number(row.id))
    )
    .joinRaw(
      'JOIN stock_locations AS below ON below.path >= top.path ' +
        `AND below.path < ${endOfPath(client.dialect.name)}`
    )
    .joinRaw(
      'LEFT JOIN stock_items ON stock_items.location_id = below.id ' +
        'AND stock_items.quantity > 0 AND stock_items.deleted_at IS NULL'
    )
    .groupBy('top.id')
    .select('top.id as id')
    .countDistinct('below.id as locations')
    .count('stock_items.id as lots')
  const byId = new Map(counts.map((count) => [Number(count.id), count]))
  for (const row of rows) {
    const count = byId.get(Number(row.id))
    row.items = Number(count?.lots ?? 0)
    row.sublocations = Number(count?.locations ?? 1) - 1
  }
}

function endOfPath(dialect: string): string {
  return dialect === 'mysql'
    ? "CONCAT(LEFT(top.path, CHAR_LENGTH(top.path) - 1), '0')"
    : "substr(top.path, 1, length(top.path) - 1) || '0'"
}
