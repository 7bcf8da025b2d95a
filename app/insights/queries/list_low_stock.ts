import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { listCounts } from '#core/list_counts'
import { selectRows, type Row } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

export interface LowItem {
  partId: number
  name: string
  onHand: bigint
  minimum: bigint
}

/** Active items with less on hand than their minimum now, those that lack most of it first. */
export function listLowStock(client: QueryClientContract, most: number): Promise<LowItem[]> {
  return listCounts.remember(`low stock ${most}`, ['parts', 'stock_items'], () =>
    readLowStock(client, most)
  )
}

async function readLowStock(client: QueryClientContract, most: number): Promise<LowItem[]> {
  const rows = await selectRows<Row & { id: number; name: string }>(
    client,
    `SELECT p.id, p.name, CAST(short.on_hand AS CHAR) AS on_hand,
            CAST(short.minimum_stock AS CHAR) AS minimum
       FROM (SELECT id, minimum_stock, on_hand
               FROM (SELECT parts.id, parts.minimum_stock,
                            COALESCE((SELECT SUM(quantity) FROM stock_items
                                       WHERE stock_items.part_id = parts.id AND ${IN_STOCK}), 0) AS on_hand
                       FROM parts WHERE parts.minimum_stock > 0 AND parts.is_active = 1) counted
              WHERE on_hand < minimum_stock
              ORDER BY 1.0 * on_hand / minimum_stock, minimum_stock DESC, id
              LIMIT ${most}) short
       JOIN parts p ON p.id = short.id
      ORDER BY 1.0 * short.on_hand / short.minimum_stock, short.minimum_stock DESC, p.id`
  )
  return rows.map((row) => ({
    partId: row.id,
    name: row.name,
    onHand: toScaled(row.on_hand),
    minimum: toScaled(row.minimum),
  }))
}
