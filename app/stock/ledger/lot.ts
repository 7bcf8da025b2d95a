import { toScaled, toScaledOrNull } from '#core/decimal'

/** A row of stock_items: a quantity of one part at one place with its own cost. */
export interface Lot {
  id: number
  partId: number
  locationId: number | null
  quantity: bigint
  allocated: bigint
  value: bigint
  /** Null when it was never told; its value is then 0. */
  unitCost: bigint | null
  version: number
  status: number
  batch: string | null
  serial: string | null
  expiryDate: string | null
  receivedAt: string
  lastMovedAt: string
  parentId: number | null
  supplierId: number | null
  currency: string
  packaging: string | null
  link: string
  notes: string | null
  deleteOnDeplete: boolean
}

/** What a new lot is made of; its quantity and value come from its movement. */
export type NewLot = Omit<
  Lot,
  'id' | 'quantity' | 'value' | 'allocated' | 'version' | 'lastMovedAt'
>

export interface LotRow {
  id: number
  part_id: number
  location_id: number | null
  quantity: unknown
  allocated: unknown
  value: unknown
  unit_cost: unknown
  lot_version: number
  status: number
  batch: string | null
  serial: string | null
  expiry_date: string | null
  received_at: string
  last_moved_at: string
  parent_id: number | null
  supplier_id: number | null
  currency: string
  packaging: string | null
  link: string
  notes: string | null
  delete_on_deplete: unknown
}

export const LOT_COLUMNS =
  'id, part_id, location_id, quantity, allocated, value, unit_cost, lot_version, status, batch, serial, ' +
  'expiry_date, received_at, last_moved_at, parent_id, supplier_id, currency, packaging, link, notes, delete_on_deplete'

export function toLot(row: LotRow): Lot {
  return {
    id: row.id,
    partId: row.part_id,
    locationId: row.location_id,
    quantity: toScaled(row.quantity),
    allocated: toScaled(row.allocated),
    value: toScaled(row.value),
    unitCost: toScaledOrNull(row.unit_cost),
    version: row.lot_version,
    status: row.status,
    batch: row.batch,
    serial: row.serial,
    expiryDate: row.expiry_date,
    receivedAt: row.received_at,
    lastMovedAt: row.last_moved_at,
    parentId: row.parent_id,
    supplierId: row.supplier_id,
    currency: row.currency,
    packaging: row.packaging,
    link: row.link,
    notes: row.notes,
    deleteOnDeplete: Boolean(row.delete_on_deplete),
  }
}

/** A lot with the same cost, age, expiry and origin at another place: what a split or a put-back makes. */
export function likeLot(lot: Lot, locationId: number | null): NewLot {
  return {
    partId: lot.partId,
    locationId,
    unitCost: lot.unitCost,
    status: lot.status,
    batch: lot.batch,
    serial: lot.serial,
    expiryDate: lot.expiryDate,
    receivedAt: lot.receivedAt,
    parentId: lot.id,
    supplierId: lot.supplierId,
    currency: lot.currency,
    packaging: lot.packaging,
    link: lot.link,
    notes: lot.notes,
    deleteOnDeplete: lot.deleteOnDeplete,
  }
}
