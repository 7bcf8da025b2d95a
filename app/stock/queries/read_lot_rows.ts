import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { NotFound } from '#core/exceptions'
import { translatable } from '#core/i18n'
import { selectRows, type Binding } from '#core/sql'
import { localDay, today } from '#core/time'
import { isSellable } from '#stock/ledger/choose_lots'
import { STOCK_STATUSES, isStockStatus } from '#stock/ledger/status'

const EXPIRED = translatable('Expired')

/** A lot as pages show it. */
export interface LotRow {
  id: number
  partId: number
  partName: string
  ipn: string | null
  unit: string
  locationId: number | null
  location: string | null
  quantity: bigint
  allocated: bigint
  /** What can be sold of it now. */
  available: bigint
  unitCost: bigint | null
  value: bigint
  status: number
  statusLabel: string
  /** Why it cannot be sold, when it cannot. */
  hold: string | null
  batch: string | null
  serial: string | null
  expiryDate: string | null
  receivedAt: string
  /** The local day of it. */
  receivedOn: string
  supplierId: number | null
  supplier: string | null
  packaging: string | null
  notes: string | null
  countedOn: string | null
}

interface Row {
  [column: string]: unknown
  id: number
  part_id: number
  status: number
}

const LOTS = `
  SELECT s.id, s.part_id, parts.name AS part_name, parts.ipn, parts.units, s.location_id, l.pathstring, s.quantity, s.allocated,
         s.value, s.unit_cost, s.status, s.batch, s.serial, s.expiry_date, s.received_at, s.supplier_id,
         companies.name AS supplier, s.packaging, s.notes, s.stocktake_date
  FROM stock_items s
  JOIN parts ON parts.id = s.part_id
  LEFT JOIN stock_locations l ON l.id = s.location_id
  LEFT JOIN companies ON companies.id = s.supplier_id`

export interface LotSelection {
  partId?: number
  locationIds?: readonly number[]
  limit: number
}

/** Lots that hold something: of a part in picking order, or of places by item. */
export async function listLotRows(
  { partId, locationIds, limit }: LotSelection,
  client: QueryClientContract = db.connection()
): Promise<LotRow[]> {
  const conditions = ['s.quantity > 0', 's.deleted_at IS NULL']
  const bindings: Binding[] = []
  if (partId !== undefined) {
    conditions.push('s.part_id = ?')
    bindings.push(partId)
  }
  if (locationIds) {
    conditions.push(`s.location_id IN (${locationIds.map(() => '?').join(', ')})`)
    bindings.push(...locationIds)
  }
  const order =
    partId === undefined
      ? 'parts.name, parts.id, s.received_at, s.id'
      : `COALESCE(s.expiry_date, '9999'), s.received_at, s.id`
  const rows = await selectRows<Row>(
    client,
    `${LOTS} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ?`,
    [...bindings, limit]
  )
  return rows.map(toLotRow)
}

/** One lot, empty ones too. Throws NotFound('StockItem') for a deleted one. */
export async function getLotRow(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<LotRow> {
  const [row] = await selectRows<Row>(client, `${LOTS} WHERE s.id = ? AND s.deleted_at IS NULL`, [
    id,
  ])
  if (!row) throw new NotFound('StockItem')
  return toLotRow(row)
}

function toLotRow(row: Row): LotRow {
  const expiryDate = textOf(row.expiry_date)
  const quantity = toScaled(row.quantity)
  const allocated = toScaled(row.allocated)
  const canSell = isSellable({ status: row.status, expiryDate }, today())
  const label = isStockStatus(row.status) ? STOCK_STATUSES[row.status].label : String(row.status)
  const isExpired = expiryDate !== null && expiryDate < today()
  return {
    id: row.id,
    partId: row.part_id,
    partName: String(row.part_name),
    ipn: textOf(row.ipn),
    unit: String(row.units),
    locationId: row.location_id === null ? null : Number(row.location_id),
    location: textOf(row.pathstring),
    quantity,
    allocated,
    available: canSell ? quantity - allocated : 0n,
    unitCost: toScaledOrNull(row.unit_cost),
    value: toScaled(row.value),
    status: row.status,
    statusLabel: label,
    hold: canSell ? null : isExpired ? EXPIRED : label,
    batch: textOf(row.batch),
    serial: textOf(row.serial),
    expiryDate,
    receivedAt: String(row.received_at),
    receivedOn: localDay(String(row.received_at)),
    supplierId: row.supplier_id === null ? null : Number(row.supplier_id),
    supplier: textOf(row.supplier),
    packaging: textOf(row.packaging),
    notes: textOf(row.notes),
    countedOn: textOf(row.stocktake_date),
  }
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value)
}
