import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { subtreeIds } from '#core/tree'
import { getLocation } from '#stock/queries/get_location'
import { BALANCES_A_PAGE, type BalanceFilter } from '#stock/queries/list_balance'
import { pageOfBalance } from '#stock/queries/page_balance'
import { ListQuery } from '#stock/validators/list_query'

/** What lies in a location and in all within it: a part of its page, or a page of its own. */
export default class LocationStockController {
  async show(ctx: HttpContext) {
    const location = await getLocation(Number(ctx.params.id))
    const page = new ListQuery(ctx).page()
    const filter: BalanceFilter = {
      by: location.below.length > 0 ? 'place' : 'item',
      locationIds: await subtreeIds(db.connection(), 'stock_locations', location.id),
      order: 'name',
      isDescending: false,
    }
    const first = (page - 1) * BALANCES_A_PAGE
    const { rows, total, totals } = await pageOfBalance(filter, { first, size: BALANCES_A_PAGE })
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(
      isPart ? 'pages/stock/location_stock_part' : 'pages/stock/location_stock',
      {
        location,
        rows,
        count: total,
        hasNext: total > first + BALANCES_A_PAGE,
        page,
        totals,
      }
    )
  }
}
