import type { HttpContext } from '@adonisjs/core/http'
import { Forbidden } from '#core/exceptions'
import { can } from '#core/access'
import { readItemList } from '#catalog/controllers/item_list_request'
import { itemTotals } from '#catalog/queries/item_totals'

/** The totals of a whole list of items, below its table. */
export default class ItemTotalsController {
  async show(ctx: HttpContext) {
    if (!can(ctx.actor, 'stock', 'view')) throw new Forbidden('stock', 'view')
    const list = await readItemList(ctx.request.qs())
    const isPart = Boolean(ctx.request.header('hx-request'))
    const page = isPart ? 'pages/catalog/items/totals' : 'pages/catalog/items/totals_page'
    return ctx.view.render(page, { totals: await itemTotals(list) })
  }
}
