import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

interface MinimumRow {
  id: number
  minimum: string
  on_hand: string
}

/** The active items that have a minimum, with what is on hand of them. */
async function readMinimums(client: QueryClientContract): Promise<MinimumRow[]> {
  return selectRows<MinimumRow>(
    client,
    `SELECT p.id, CAST(p.minimum_stock AS CHAR) AS minimum,
            CAST((SELECT COALESCE(SUM(stock_items.quantity), 0) FROM stock_items
                   WHERE stock_items.part_id = p.id AND ${IN_STOCK}) AS CHAR) AS on_hand
       FROM parts p
      WHERE p.minimum_stock > 0 AND p.is_active = 1`
  )
}

/** What came in and went out of those items after a day: whole months at once. */
async function changesAfter(
  client: QueryClientContract,
  day: string
): Promise<Map<number, bigint>> {
  const month = day.slice(0, 7)
  const rows = await selectRows<{ part_id: number; quantity: string }>(
    client,
    `SELECT part_id, CAST(SUM(quantity) AS CHAR) AS quantity
       FROM (SELECT part_id, quantity FROM stock_daily WHERE day > ? AND day <= ?
             UNION ALL
             SELECT part_id, quantity FROM stock_monthly WHERE month > ?) pieces
      GROUP BY part_id`,
    [day, `${month}-31`, month]
  )
  return new Map(rows.map((row) => [row.part_id, toScaled(row.quantity)]))
}

/**
 * How many active items with a minimum have less than it on hand, as of the end of each of the days.
 * What was there is what is there less what has come since.
 */
export async function countLowStock(
  client: QueryClientContract,
  days: string[]
): Promise<number[]> {
  const minimums = await readMinimums(client)
  if (minimums.length === 0) return days.map(() => 0)
  const counts: number[] = []
  for (const day of days) {
    const changes = await changesAfter(client, day)
    const low = minimums.filter(({ id, minimum, on_hand: onHand }) => {
      return toScaled(onHand) - (changes.get(id) ?? 0n) < toScaled(minimum)
    })
    counts.push(low.length)
  }
  return counts
}
