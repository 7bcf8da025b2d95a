import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'

/** Writes onto company rows how many parts name each as their supplier. */
export async function countSuppliedParts(
  rows: Row[],
  { client }: Pick<ReadContext, 'client'>
): Promise<void> {
  const counts: Row[] = await client
    .from('parts')
    .whereIn(
      'supplier_id',
      rows.map((row) => Number(row.id))
    )
    .groupBy('supplier_id')
    .select('supplier_id')
    .count('* as parts')
  const bySupplier = new Map(
    counts.map((count) => [Number(count.supplier_id), Number(count.parts)])
  )
  for (const row of rows) row.parts_supplied = bySupplier.get(Number(row.id)) ?? 0
}
