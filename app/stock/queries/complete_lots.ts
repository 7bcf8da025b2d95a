import { placeholders, selectRows, type Row } from '#core/sql'
import type { ReadContext } from '#core/resource/field'

/** Writes onto lot rows how many lots were split off each and how many entries its history has. */
export async function completeLots(rows: Row[], { client }: ReadContext): Promise<void> {
  const ids = rows.map((row) => Number(row.id))
  if (ids.length === 0) return
  const list = placeholders(ids.length)
  const children = await selectRows<{ id: number; lots: number }>(
    client,
    `SELECT parent_id AS id, COUNT(*) AS lots FROM stock_items WHERE parent_id IN (${list}) GROUP BY parent_id`,
    ids
  )
  const entries = await selectRows<{ id: number; entries: number }>(
    client,
    `SELECT stock_item_id AS id, COUNT(DISTINCT posting_id) AS entries FROM stock_movements WHERE stock_item_id IN (${list}) GROUP BY stock_item_id`,
    ids
  )
  const lotsOf = new Map(children.map(({ id, lots }) => [Number(id), Number(lots)]))
  const entriesOf = new Map(entries.map((row) => [Number(row.id), Number(row.entries)]))
  for (const row of rows) {
    row.child_items = lotsOf.get(Number(row.id)) ?? 0
    row.tracking_items = entriesOf.get(Number(row.id)) ?? 0
  }
}
