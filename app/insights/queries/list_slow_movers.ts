import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { placeholders, selectRows, type Row } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

export interface SlowMover {
  partId: number
  name: string
  quantity: bigint
  value: bigint
  /** Null: never. */
  lastSale: string | null
}

export interface SlowMovers {
  count: number
  value: bigint
  /** The dearest. */
  items: SlowMover[]
}

/** What lies in stock since before `day` and was not sold from that day on. */
const SLOW = `
  FROM (SELECT part_id, SUM(quantity) AS quantity, SUM(value) AS value, MIN(received_at) AS first
          FROM stock_items WHERE ${IN_STOCK} GROUP BY part_id) s
  JOIN parts p ON p.id = s.part_id
 WHERE s.first < ? AND NOT EXISTS
       (SELECT 1 FROM sales_daily d WHERE d.part_id = s.part_id AND d.day >= ? AND d.quantity > 0)`

/** Items in stock that nobody has bought since a day, with what they tie up. */
export async function listSlowMovers(
  client: QueryClientContract,
  day: string,
  most: number
): Promise<SlowMovers> {
  const rows = await selectRows<Row & { id: number; name: string }>(
    client,
    `SELECT p.id, p.name, CAST(s.quantity AS CHAR) AS quantity, CAST(s.value AS CHAR) AS value ${SLOW}
      ORDER BY s.value DESC, p.id`,
    [day, day]
  )
  const items = rows.map((row) => ({
    partId: row.id,
    name: row.name,
    quantity: toScaled(row.quantity),
    value: toScaled(row.value),
  }))
  const shown = items.slice(0, most)
  const lastSales = await readLastSales(
    client,
    shown.map(({ partId }) => partId)
  )
  return {
    count: items.length,
    value: items.reduce((sum, { value }) => sum + value, 0n),
    items: shown.map((item) => ({ ...item, lastSale: lastSales.get(item.partId) ?? null })),
  }
}

async function readLastSales(
  client: QueryClientContract,
  partIds: readonly number[]
): Promise<Map<number, string>> {
  if (partIds.length === 0) return new Map()
  const rows = await selectRows<{ part_id: number; day: string }>(
    client,
    `SELECT part_id, MAX(day) AS day FROM sales_daily
      WHERE part_id IN (${placeholders(partIds.length)}) AND quantity > 0 GROUP BY part_id`,
    partIds
  )
  return new Map(rows.map((row) => [row.part_id, row.day]))
}
