import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { selectRows, type Row } from '#core/sql'

const LATEST_RECEIPTS = 20

/** A company that an item came from, or usually comes from. */
export interface ItemSupplier {
  /** Null where the receipts name none. */
  id: number | null
  name: string | null
  isDefault: boolean
  receipts: number
  quantity: bigint
  lastPrice: bigint | null
  lastReceivedAt: string | null
  leadTimeDays: number | null
}

export interface Receipt {
  postingId: number
  occurredAt: string
  supplierId: number | null
  supplier: string | null
  location: string | null
  quantity: bigint
  unitCost: bigint | null
  value: bigint
  reason: string | null
}

export interface ItemSuppliers {
  suppliers: ItemSupplier[]
  receipts: Receipt[]
}

const RECEIPTS = `
  FROM stock_movements m
  JOIN stock_postings p ON p.id = m.posting_id AND p.kind = 'receive'
  JOIN stock_items s ON s.id = m.stock_item_id
 WHERE m.part_id = ? AND m.quantity > 0
   AND NOT EXISTS (SELECT 1 FROM stock_postings r WHERE r.reverses_id = p.id)`

/** Whom an item is usually bought from, whom it came from, and for how much. */
export async function listItemSuppliers(
  partId: number,
  client: QueryClientContract = db.connection()
): Promise<ItemSuppliers> {
  const sums = await selectRows<Row>(
    client,
    `SELECT s.supplier_id, COUNT(DISTINCT p.id) AS receipts, CAST(SUM(m.quantity) AS CHAR) AS quantity,
            MAX(m.id) AS last_id ${RECEIPTS} GROUP BY s.supplier_id`,
    [partId]
  )
  const part: Row = await client.from('parts').where('id', partId).firstOrFail()
  const defaultId = part.supplier_id === null ? null : Number(part.supplier_id)
  const suppliers = await Promise.all(
    sums.map((row) => toSupplier(client, row, { partId, defaultId }))
  )
  if (defaultId !== null && !suppliers.some(({ id }) => id === defaultId)) {
    suppliers.push(await withoutReceipts(client, defaultId))
  }
  return { suppliers: inOrder(suppliers), receipts: await latestReceipts(client, partId) }
}

function inOrder(suppliers: ItemSupplier[]): ItemSupplier[] {
  const rank = (one: ItemSupplier) => (one.isDefault ? 2 : one.id === null ? 0 : 1)
  return suppliers.sort(
    (a, b) =>
      rank(b) - rank(a) || (b.lastReceivedAt ?? '').localeCompare(a.lastReceivedAt ?? '', 'en')
  )
}

async function toSupplier(
  client: QueryClientContract,
  row: Row,
  { partId, defaultId }: { partId: number; defaultId: number | null }
): Promise<ItemSupplier> {
  const id = row.supplier_id === null ? null : Number(row.supplier_id)
  const same = id === null ? 's.supplier_id IS NULL' : 's.supplier_id = ?'
  const [last] = await selectRows<Row>(
    client,
    `SELECT m.unit_cost, m.occurred_at ${RECEIPTS} AND ${same} ORDER BY m.occurred_at DESC, m.id DESC LIMIT 1`,
    id === null ? [partId] : [partId, id]
  )
  return {
    ...(await companyOf(client, id)),
    isDefault: id !== null && id === defaultId,
    receipts: Number(row.receipts),
    quantity: toScaled(row.quantity),
    lastPrice: toScaledOrNull(last?.unit_cost),
    lastReceivedAt: last ? String(last.occurred_at) : null,
  }
}

async function withoutReceipts(client: QueryClientContract, id: number): Promise<ItemSupplier> {
  return {
    ...(await companyOf(client, id)),
    isDefault: true,
    receipts: 0,
    quantity: 0n,
    lastPrice: null,
    lastReceivedAt: null,
  }
}

async function companyOf(client: QueryClientContract, id: number | null) {
  const row: Row | null =
    id === null ? null : await client.from('companies').where('id', id).first()
  const leadTime = row?.lead_time_days
  return {
    id,
    name: row ? String(row.name) : null,
    leadTimeDays: leadTime === null || leadTime === undefined ? null : Number(leadTime),
  }
}

async function latestReceipts(client: QueryClientContract, partId: number): Promise<Receipt[]> {
  const rows = await selectRows<Row>(
    client,
    `SELECT m.id, m.posting_id, m.occurred_at, m.quantity, m.unit_cost, m.value, m.location_id, s.supplier_id, p.reason
       ${RECEIPTS} ORDER BY m.occurred_at DESC, m.id DESC LIMIT ?`,
    [partId, LATEST_RECEIPTS]
  )
  const suppliers = await namesOf(client, 'companies', { column: 'name', rows, key: 'supplier_id' })
  const places = await namesOf(client, 'stock_locations', {
    column: 'pathstring',
    rows,
    key: 'location_id',
  })
  return rows.map((row) => ({
    postingId: Number(row.posting_id),
    occurredAt: String(row.occurred_at),
    supplierId: row.supplier_id === null ? null : Number(row.supplier_id),
    supplier: suppliers.get(Number(row.supplier_id)) ?? null,
    location: places.get(Number(row.location_id)) ?? null,
    quantity: toScaled(row.quantity),
    unitCost: toScaledOrNull(row.unit_cost),
    value: toScaled(row.value),
    reason: row.reason ? String(row.reason) : null,
  }))
}

async function namesOf(
  client: QueryClientContract,
  table: string,
  { column, rows, key }: { column: string; rows: Row[]; key: string }
): Promise<Map<number, string>> {
  const ids = [...new Set(rows.map((row) => row[key]).filter((id) => id !== null))].map(Number)
  if (ids.length === 0) return new Map()
  const found: Row[] = await client.from(table).whereIn('id', ids).select('id', column)
  return new Map(found.map((row) => [Number(row.id), String(row[column])]))
}
