import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber, toId } from '#core/http/form_fields'
import { listPartChanges } from '#catalog/queries/list_part_changes'
import { readItem } from '#catalog/queries/read_item'

/** Who changed what about an item: a section of its page, or a page of its own. */
export default class ItemChangesController {
  async show(ctx: HttpContext) {
    const item = await readItem(toId(ctx.params.id))
    const page = pageNumber(ctx)
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(
      isPart ? 'pages/catalog/items/changes_part' : 'pages/catalog/items/changes',
      { item, page, ...(await listPartChanges(item.id, page)) }
    )
  }
}
