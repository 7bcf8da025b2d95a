import { formatMoney, formatQuantity, toScaled } from '#core/decimal'
import type { Row } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'
import { recordEvent } from '#events/outbox'
import { PART_CHANGED } from '#events/stock_event'

/** Tells other systems the part as it is now; its version lets them drop what is older. */
export async function recordPartChanged(unit: UnitOfWork, id: number): Promise<void> {
  const row: Row = await unit.trx.from('parts').where('id', id).firstOrFail()
  await recordEvent(unit, { type: PART_CHANGED, subject: String(id), data: partState(row) })
}

/** The last word on a part that no longer exists. */
export async function recordPartDeleted(unit: UnitOfWork, row: Row): Promise<void> {
  const data = { ...partState(row), version: Number(row.version) + 1, deleted: true }
  await recordEvent(unit, { type: PART_CHANGED, subject: String(row.id), data })
}

function partState(row: Row) {
  return {
    id: Number(row.id),
    version: Number(row.version),
    deleted: false,
    name: row.name,
    ipn: row.ipn,
    description: row.description,
    units: row.units,
    active: Boolean(row.is_active),
    category: row.category_id,
    supplier: row.supplier_id,
    minimum_stock: formatQuantity(toScaled(row.minimum_stock)),
    purchase_price: priceText(row.purchase_price),
    sale_price: priceText(row.sale_price),
  }
}

function priceText(price: unknown): string | null {
  return price === null ? null : formatMoney(toScaled(price))
}
