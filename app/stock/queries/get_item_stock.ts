import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { multiplyMoney, toScaled, toScaledOrNull } from '#core/decimal'
import { NotFound } from '#core/exceptions'
import { listLotRows, type LotRow } from '#stock/queries/read_lot_rows'

const LARGEST_LISTING = 500

export interface StockAtPlace {
  locationId: number | null
  location: string | null
  quantity: bigint
  allocated: bigint
  available: bigint
  value: bigint
  saleValue: bigint | null
}

export interface ItemStock {
  partId: number
  name: string
  unit: string
  minimum: bigint
  isBelowMinimum: boolean
  total: Omit<StockAtPlace, 'locationId' | 'location'>
  places: StockAtPlace[]
  lots: LotRow[]
  /** True when there are more lots than are listed; the sums then count those listed. */
  isCut: boolean
}

/** What lies of an item, by location and lot by lot in picking order. Throws NotFound('Part'). */
export async function getItemStock(
  partId: number,
  client: QueryClientContract = db.connection()
): Promise<ItemStock> {
  const part = await client
    .from('parts')
    .where('id', partId)
    .select('name', 'units', 'minimum_stock', 'sale_price')
    .first()
  if (!part) throw new NotFound('Part')
  const lots = await listLotRows({ partId, limit: LARGEST_LISTING + 1 }, client)
  const salePrice = toScaledOrNull(part.sale_price)
  const minimum = toScaled(part.minimum_stock)
  const total = sumOf(lots, salePrice)
  const byPlace = Map.groupBy(lots, (lot) => lot.locationId)
  return {
    partId,
    name: part.name,
    unit: part.units,
    minimum,
    isBelowMinimum: minimum > 0n && total.quantity < minimum,
    total,
    places: [...byPlace].map(([locationId, own]) => ({
      locationId,
      location: own[0].location,
      ...sumOf(own, salePrice),
    })),
    lots: lots.slice(0, LARGEST_LISTING),
    isCut: lots.length > LARGEST_LISTING,
  }
}

function sumOf(lots: readonly LotRow[], salePrice: bigint | null) {
  const sum = { quantity: 0n, allocated: 0n, available: 0n, value: 0n }
  for (const lot of lots) {
    sum.quantity += lot.quantity
    sum.allocated += lot.allocated
    sum.available += lot.available
    sum.value += lot.value
  }
  return { ...sum, saleValue: salePrice === null ? null : multiplyMoney(sum.quantity, salePrice) }
}
