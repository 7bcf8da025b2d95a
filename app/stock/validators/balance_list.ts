import { today } from '#core/time'
import { BALANCE_ORDERS, type BalanceFilter, type BalanceOrder } from '#stock/queries/list_balance'
import type { ListQuery } from '#stock/validators/list_query'

export async function readBalanceFilter(query: ListQuery): Promise<BalanceFilter> {
  const asOf = query.day('as_of')
  return {
    by: query.text('by') === 'item' ? 'item' : 'place',
    search: query.text('search') || undefined,
    partId: query.id('item'),
    categoryIds: await query.subtree('category', 'part_categories'),
    locationIds: await query.subtree('location', 'stock_locations'),
    isBelowMinimum: query.isSet('below'),
    hasStock: query.isSet('in_stock'),
    // The balance of today, and of days to come, is what lies there now.
    asOf: asOf !== undefined && asOf < today() ? asOf : undefined,
    ...readOrder(query.text('ordering')),
  }
}

function readOrder(text: string): { order: BalanceOrder; isDescending: boolean } {
  const isDescending = text.startsWith('-')
  const order = BALANCE_ORDERS.find((known) => known === text.replace('-', ''))
  return order ? { order, isDescending } : { order: 'name', isDescending: false }
}
