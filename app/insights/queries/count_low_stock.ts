import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

/**
 * How many active items with a minimum have less than it on hand, as of the end of a day. What was
 * there is what is there less what has come since: the days left of its month, and whole months.
 */
export async function countLowStock(client: QueryClientContract, day: string): Promise<number> {
  const month = day.slice(0, 7)
  const [row] = await selectRows<{ count: number }>(
    client,
    `SELECT COUNT(*) AS count
       FROM parts p
       LEFT JOIN (SELECT part_id, SUM(quantity) AS quantity
                    FROM stock_items WHERE ${IN_STOCK} GROUP BY part_id) here ON here.part_id = p.id
       LEFT JOIN (SELECT part_id, SUM(quantity) AS quantity
                    FROM (SELECT part_id, quantity FROM stock_daily WHERE day > ? AND day <= ?
                          UNION ALL
                          SELECT part_id, quantity FROM stock_monthly WHERE month > ?) pieces
                   GROUP BY part_id) since ON since.part_id = p.id
      WHERE p.minimum_stock > 0 AND p.is_active = 1
        AND COALESCE(here.quantity, 0) - COALESCE(since.quantity, 0) < p.minimum_stock`,
    [day, `${month}-31`, month]
  )
  return Number(row.count)
}
