import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { listCounts } from '#core/list_counts'
import { selectRows } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

const TABLES = ['parts', 'stock_items']
const WITH_MINIMUM = 'p.minimum_stock > 0 AND p.is_active = 1'
const ON_HAND = `COALESCE((SELECT SUM(quantity) FROM stock_items
                            WHERE stock_items.part_id = p.id AND ${IN_STOCK}), 0)`

/**
 * How many active items with a minimum have less than it on hand, as of the end of a day: those that lack
 * it now, and what is different for the items that have moved since.
 */
export async function countLowStock(client: QueryClientContract, day: string): Promise<number> {
  return (await countNow(client)) + (await countChange(client, day))
}

function countNow(client: QueryClientContract): Promise<number> {
  const from = `FROM parts p WHERE ${WITH_MINIMUM} AND ${ON_HAND} < p.minimum_stock`
  return listCounts.count(client, { from, bindings: [] }, TABLES)
}

/**
 * How many more lacked it then. What was there is what is there less what has come since: the days left
 * of its month, and whole months.
 */
function countChange(client: QueryClientContract, day: string): Promise<number> {
  const tables = [...TABLES, 'stock_daily', 'stock_monthly']
  return listCounts.remember(`low stock before what came since ${day}`, tables, async () => {
    const month = day.slice(0, 7)
    const [row] = await selectRows<{ more: unknown }>(
      client,
      `SELECT SUM(CASE WHEN ${ON_HAND} - since.quantity < p.minimum_stock THEN 1 ELSE 0 END
                - CASE WHEN ${ON_HAND} < p.minimum_stock THEN 1 ELSE 0 END) AS more
         FROM (SELECT part_id, SUM(quantity) AS quantity
                 FROM (SELECT part_id, quantity FROM stock_daily WHERE day > ? AND day <= ?
                       UNION ALL
                       SELECT part_id, quantity FROM stock_monthly WHERE month > ?) pieces
                GROUP BY part_id HAVING SUM(quantity) <> 0) since
         JOIN parts p ON p.id = since.part_id
        WHERE ${WITH_MINIMUM}`,
      [day, `${month}-31`, month]
    )
    return Number(row.more ?? 0)
  })
}
