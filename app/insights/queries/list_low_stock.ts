import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows, type Row } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

export interface LowItem {
  partId: number
  name: string
  onHand: bigint
  minimum: bigint
}

/** Active items with less on hand than their minimum now, those that lack most of it first. */
export async function listLowStock(client: QueryClientContract, most: number): Promise<LowItem[]> {
  const rows = await selectRows<Row & { id: number; name: string }>(
    client,
    `SELECT p.id, p.name, CAST(COALESCE(here.quantity, 0) AS CHAR) AS on_hand,
            CAST(p.minimum_stock AS CHAR) AS minimum
       FROM parts p
       LEFT JOIN (SELECT part_id, SUM(quantity) AS quantity
                    FROM stock_items WHERE ${IN_STOCK} GROUP BY part_id) here ON here.part_id = p.id
      WHERE p.minimum_stock > 0 AND p.is_active = 1
        AND COALESCE(here.quantity, 0) < p.minimum_stock
      ORDER BY 1.0 * COALESCE(here.quantity, 0) / p.minimum_stock, p.minimum_stock DESC, p.id
      LIMIT ${most}`
  )
  return rows.map((row) => ({
    partId: row.id,
    name: row.name,
    onHand: toScaled(row.on_hand),
    minimum: toScaled(row.minimum),
  }))
}
