import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { listItemSuppliers } from '#stock/queries/list_item_suppliers'
import { readItemChoices } from '#stock/queries/look_up_items'

/** Where an item comes from: a section of the item's page, or a page of its own. */
export default class ItemSuppliersController {
  async show(ctx: HttpContext) {
    const [item] = await readItemChoices([Number(ctx.params.id)])
    if (!item) throw new NotFound('Part')
    const isPart = Boolean(ctx.request.header('hx-request'))
    const page = isPart ? 'pages/stock/item_suppliers_part' : 'pages/stock/item_suppliers'
    return ctx.view.render(page, { item, ...(await listItemSuppliers(item.id)) })
  }
}
