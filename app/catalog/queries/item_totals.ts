import { multiplyMoney, toScaled, toScaledOrNull } from '#core/decimal'
import { listCounts } from '#core/list_counts'
import { partStock } from '#catalog/part_stock'
import { queryOfList, type ItemList } from '#catalog/queries/list_items'

/** What lies in stock of all items of a list together. */
export interface ItemTotals {
  atCost: bigint
  atSalePrice: bigint
  /** Null when the items are counted in several units. */
  onHand: bigint | null
  units: string
}

/** All that the totals depend on. */
const TABLES = ['parts', 'part_categories', 'category_part', 'stock_items', 'stock_locations']

export function itemTotals(list: ItemList): Promise<ItemTotals> {
  const key = `items ${JSON.stringify({ ...list, ordering: '' })}`
  return listCounts.remember(key, TABLES, () => sumUp(list))
}

/**
 * The totals of a list. The database sums the lots by sale price and unit, so that no product of two
 * scaled numbers is made in SQL, where it would not fit.
 */
async function sumUp(list: ItemList): Promise<ItemTotals> {
  // Without an order, so that the lots are walked and not the index of names.
  const { query } = await queryOfList({ ...list, ordering: '' })
  const rows = await partStock().sumsByPrice(query)
  const units = new Set(rows.map((row) => String(row.units)))
  const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n)
  const quantities = rows.map((row) => toScaled(row.quantity))
  return {
    atCost: sum(rows.map((row) => toScaled(row.value))),
    atSalePrice: sum(
      rows.map((row, at) => multiplyMoney(quantities[at], toScaledOrNull(row.sale_price) ?? 0n))
    ),
    onHand: units.size > 1 ? null : sum(quantities),
    units: [...units][0] ?? '',
  }
}
