import type { HttpContext } from '@adonisjs/core/http'
import { chipsOf } from '#stock/controllers/transaction_list_frame'
import { BALANCES_A_PAGE, listBalance, type BalanceFilter } from '#stock/queries/list_balance'
import { listCategoryMenu } from '#stock/queries/list_filter_choices'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { readBalanceFilter } from '#stock/validators/balance_list'
import { ListQuery } from '#stock/validators/list_query'

/** What lies where and what it is worth, now or as of any day. */
export default class BalanceController {
  async index(ctx: HttpContext) {
    const query = new ListQuery(ctx)
    const filter = await readBalanceFilter(query)
    const { rows, totals } = await listBalance(filter)
    const page = query.page()
    const first = (page - 1) * BALANCES_A_PAGE
    return ctx.view.render('pages/stock/balance', {
      rows: rows.slice(first, first + BALANCES_A_PAGE),
      hasNext: rows.length > first + BALANCES_A_PAGE,
      count: rows.length,
      page,
      totals,
      filter,
      ordering: `${filter.isDescending ? '-' : ''}${filter.order}`,
      ...(await frame(ctx, query, filter)),
    })
  }
}

async function frame(ctx: HttpContext, query: ListQuery, filter: BalanceFilter) {
  const categories = await listCategoryMenu()
  const place = await readLocationName(query.id('location'))
  const category = categories.find(({ value }) => value === query.id('category'))
  const chips = chipsOf(ctx, {
    search: filter.search && `“${filter.search}”`,
    category: category?.label.trim(),
    location: place,
    below: filter.isBelowMinimum ? 'below minimum' : undefined,
    in_stock: filter.hasStock ? 'in stock' : undefined,
    as_of: filter.asOf && `at the end of ${filter.asOf}`,
  })
  return { categories, place, places: await listLocations(), chips, query }
}
