import type { HttpContext } from '@adonisjs/core/http'
import { getItemStock } from '#stock/queries/get_item_stock'

/** What lies of an item: a part of the item's page, or a page of its own without script. */
export default class ItemStockController {
  async show(ctx: HttpContext) {
    const stock = await getItemStock(Number(ctx.params.id))
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(isPart ? 'pages/stock/item_stock_part' : 'pages/stock/item_stock', {
      stock,
    })
  }
}
