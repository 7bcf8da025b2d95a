import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { listCounts } from '#core/list_counts'
import { IN_STOCK } from '#stock/queries/part_stock'

const TABLES = ['parts', 'stock_items', 'stock_daily', 'stock_monthly']

/**
 * How many active items with a minimum have less than it on hand, as of the end of a day. What was
 * there is what is there less what has come since: the days left of its month, and whole months.
 */
export function countLowStock(client: QueryClientContract, day: string): Promise<number> {
  const month = day.slice(0, 7)
  const from = `FROM parts p
       LEFT JOIN (SELECT part_id, SUM(quantity) AS quantity
                    FROM (SELECT part_id, quantity FROM stock_daily WHERE day > ? AND day <= ?
                          UNION ALL
                          SELECT part_id, quantity FROM stock_monthly WHERE month > ?) pieces
                   GROUP BY part_id) since ON since.part_id = p.id
      WHERE p.minimum_stock > 0 AND p.is_active = 1
        AND COALESCE((SELECT SUM(quantity) FROM stock_items
                       WHERE stock_items.part_id = p.id AND ${IN_STOCK}), 0)
            - COALESCE(since.quantity, 0) < p.minimum_stock`
  return listCounts.count(client, { from, bindings: [day, `${month}-31`, month] }, TABLES)
}
