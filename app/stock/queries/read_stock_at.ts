import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows, type Binding } from '#core/sql'

export interface StockAt {
  partId: number
  /** Null for stock without a place. */
  locationId: number | null
  quantity: bigint
  value: bigint
}

export interface StockMoment {
  /** What had happened by then (UTC, as the database keeps it). */
  asOf: string
  /** As it was known by then; all that is known now when left out. */
  knownAt?: string
  partId: number
}

/**
 * Stock of a part by place as of any moment, and as it was known at any moment, from the ledger itself:
 * a posting that was recorded later, however early it is dated, was not known yet.
 */
export async function readStockAt(
  client: QueryClientContract,
  { asOf, knownAt, partId }: StockMoment
): Promise<StockAt[]> {
  const conditions = ['m.part_id = ?', 'm.occurred_at <= ?']
  const bindings: Binding[] = [partId, asOf]
  if (knownAt !== undefined) {
    conditions.push('p.recorded_at <= ?')
    bindings.push(knownAt)
  }
  const known = knownAt === undefined ? '' : 'JOIN stock_postings p ON p.id = m.posting_id'
  const rows = await selectRows<Record<'part_id' | 'place', number> & Record<string, unknown>>(
    client,
    `SELECT m.part_id, COALESCE(m.location_id, 0) AS place,
            CAST(SUM(m.quantity) AS CHAR) AS quantity, CAST(SUM(m.value) AS CHAR) AS value
     FROM stock_movements m ${known} WHERE ${conditions.join(' AND ')}
     GROUP BY m.part_id, COALESCE(m.location_id, 0)
     HAVING SUM(m.quantity) <> 0 OR SUM(m.value) <> 0
     ORDER BY m.part_id, place`,
    bindings
  )
  return rows.map((row) => ({
    partId: Number(row.part_id),
    locationId: Number(row.place) || null,
    quantity: toScaled(row.quantity),
    value: toScaled(row.value),
  }))
}
