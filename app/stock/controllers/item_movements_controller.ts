import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { listItemMovements } from '#stock/queries/list_item_movements'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { readItemChoices } from '#stock/queries/look_up_items'
import { ListQuery } from '#stock/validators/list_query'

/** The bin card of an item: a part of the item's page, or a page of its own. */
export default class ItemMovementsController {
  async show(ctx: HttpContext) {
    const query = new ListQuery(ctx)
    const [item] = await readItemChoices([Number(ctx.params.id)])
    if (!item) throw new NotFound('Part')
    const locationId = query.id('location')
    const card = await listItemMovements(item.id, { page: query.page(), locationId })
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(isPart ? 'pages/stock/bin_card_part' : 'pages/stock/bin_card', {
      item,
      card,
      locationId,
      place: await readLocationName(locationId),
      places: await listLocations(),
    })
  }
}
