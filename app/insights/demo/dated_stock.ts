import { fromDatabaseTime, toDatabaseTime } from '#core/time'
import { toScaled } from '#core/decimal'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { postInBulk, type BulkEntry } from '#stock/actions/post_in_bulk'
import { WAREHOUSE } from '#insights/demo/demo_locations'

/** Days from the start of the demo until the deliveries expire: some soon, some later. */
const EXPIRES_IN_DAYS = [6, 13, 24, 41, 75, 120]
const QUANTITY = 2_400_000n

/** Deliveries of the demo's last days with expiry dates, which the sales data does not have. */
export async function receiveDatedStock(until: string): Promise<void> {
  await transact(async (unit) => {
    const parts = await perishableParts(unit)
    const location = await unit.trx.from('stock_locations').where('name', WAREHOUSE).firstOrFail()
    // After the sales of that day: they are booked after them, and lists tell of both in one order.
    const evening = fromDatabaseTime(until).minus({ days: 2 }).startOf('day').plus({ hours: 18 })
    const entries = parts.map((part, index): BulkEntry => {
      const arrived = evening.plus({ minutes: 5 * index })
      return {
        kind: 'receive',
        partId: part.id,
        locationId: location.id,
        quantity: QUANTITY,
        unitCost: toScaled(part.purchase_price),
        supplierId: part.supplier_id,
        expiryDate: arrived.plus({ days: EXPIRES_IN_DAYS[index] }).toISODate(),
        occurredAt: toDatabaseTime(arrived),
        source: { type: 'demo:dated', id: part.ipn, line: String(index) },
        reason: 'Delivery with an expiry date (made up)',
      }
    })
    await postInBulk(unit, entries, { actorId: null })
  })
}

interface Perishable {
  id: number
  ipn: string
  purchase_price: unknown
  supplier_id: number | null
}

function perishableParts({ trx }: UnitOfWork): Promise<Perishable[]> {
  return trx
    .from('parts')
    .join('part_categories', 'part_categories.id', 'parts.category_id')
    .where('part_categories.name', 'Candles and scents')
    .whereNotNull('parts.ipn')
    .orderBy('parts.ipn')
    .limit(EXPIRES_IN_DAYS.length)
    .select('parts.id', 'parts.ipn', 'parts.purchase_price', 'parts.supplier_id')
}
