import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { PART_PICTURES } from '#catalog/picture_owners'
import { readItem } from '#catalog/queries/read_item'
import { readPicture } from '#catalog/queries/read_pictures'

/** The short form of an item's page, for the drawer of lists. */
export default class ItemPreviewsController {
  async show(ctx: HttpContext) {
    const item = await readItem(toId(ctx.params.id))
    return ctx.view.render('pages/catalog/items/preview', {
      item,
      picture: await readPicture(PART_PICTURES, item.id),
    })
  }
}
