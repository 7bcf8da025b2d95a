import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows, type Row } from '#core/sql'
import { IN_STOCK } from '#stock/queries/part_stock'

export interface ExpiringLot {
  lotId: number
  partId: number
  name: string
  batch: string
  place: string
  quantity: bigint
  value: bigint
  expiresOn: string
}

/** Lots in stock that expire by a day, or have expired: the first to go first. */
export async function listExpiring(
  client: QueryClientContract,
  by: string,
  most: number
): Promise<ExpiringLot[]> {
  const rows = await selectRows<
    Row & { id: number; part_id: number; name: string; expiry_date: string }
  >(
    client,
    `SELECT stock_items.id, stock_items.part_id, p.name, stock_items.batch, l.pathstring AS place,
            CAST(stock_items.quantity AS CHAR) AS quantity, CAST(stock_items.value AS CHAR) AS value,
            stock_items.expiry_date
       FROM stock_items
       JOIN parts p ON p.id = stock_items.part_id
       LEFT JOIN stock_locations l ON l.id = stock_items.location_id
      WHERE stock_items.expiry_date IS NOT NULL AND stock_items.expiry_date <= ? AND ${IN_STOCK}
      ORDER BY stock_items.expiry_date, stock_items.id
      LIMIT ${most}`,
    [by]
  )
  return rows.map((row) => ({
    lotId: row.id,
    partId: row.part_id,
    name: row.name,
    batch: String(row.batch ?? ''),
    place: String(row.place ?? ''),
    quantity: toScaled(row.quantity),
    value: toScaled(row.value),
    expiresOn: row.expiry_date,
  }))
}
