import type { HttpContext } from '@adonisjs/core/http'
import { readItem } from '#catalog/queries/read_item'
import { HISTORY_DAYS, type HistorySpan } from '#insights/queries/get_item_history'
import { toItemHistoryView } from '#insights/transformers/item_history_view'

/** Stock, sales and prices of an item over time: a section of the item's page, or a page of its own. */
export default class ItemHistoryController {
  async show(ctx: HttpContext) {
    const item = await readItem(Number(ctx.params.id))
    const { range, location } = ctx.request.qs()
    const view = await toItemHistoryView({
      partId: item.id,
      span: isSpan(range) ? range : '1y',
      locationId: /^\d{1,9}$/.test(String(location)) ? Number(location) : undefined,
    })
    const isPart = Boolean(ctx.request.header('hx-request'))
    const page = isPart ? 'pages/insights/item_history_part' : 'pages/insights/item_history'
    return ctx.view.render(page, { item, ...view })
  }
}

function isSpan(value: unknown): value is HistorySpan {
  return typeof value === 'string' && Object.hasOwn(HISTORY_DAYS, value)
}
