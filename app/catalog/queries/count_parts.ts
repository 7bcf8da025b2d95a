import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'

/** Writes onto category rows how many parts lie in each and below it, and how many categories. */
export async function countParts(rows: Row[], { client }: ReadContext): Promise<void> {
  const counts: Row[] = await client
    .from('part_categories as top')
    .whereIn(
      'top.id',
      rows.map((row) => Number(row.id))
    )
    // A subtree is a range of paths: "/3/" up to "/30", because "/" comes right before "0".
    .joinRaw(
      'JOIN part_categories AS below ON below.path >= top.path ' +
        `AND below.path < ${pathEnd(client.dialect.name)}`
    )
    .leftJoin('parts', 'parts.category_id', 'below.id')
    .groupBy('top.id')
    .select('top.id as id')
    .countDistinct('below.id as categories')
    .count('parts.id as parts')
  const byId = new Map(counts.map((count) => [Number(count.id), count]))
  for (const row of rows) {
    const count = byId.get(Number(row.id))
    row.part_count = Number(count?.parts ?? 0)
    row.subcategories = Number(count?.categories ?? 1) - 1
  }
}

function pathEnd(dialect: string): string {
  return dialect === 'mysql'
    ? "CONCAT(LEFT(top.path, CHAR_LENGTH(top.path) - 1), '0')"
    : "substr(top.path, 1, length(top.path) - 1) || '0'"
}
