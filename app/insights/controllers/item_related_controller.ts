import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { readItem } from '#catalog/queries/read_item'
import { listRelated } from '#insights/queries/list_related'

/** What belongs to an item: similar items and documents; a section of its page, or a page of its own. */
export default class ItemRelatedController {
  async show(ctx: HttpContext) {
    const item = await readItem(Number(ctx.params.id))
    const related = await listRelated(item.id, item.categoryId)
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(
      isPart ? 'pages/insights/item_related_part' : 'pages/insights/item_related',
      { item, ...related, maySeeStock: can(ctx.actor, 'stock', 'view') }
    )
  }
}
