import type { HttpContext } from '@adonisjs/core/http'
import { itemsExport } from '#catalog/exports/items_export'
import { answerExport } from '#files/exports/answer_export'

/** The list of items as it is filtered, as a file. */
export default class ItemExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, itemsExport)
  }

  /** Where the file was before there was more than one kind. */
  old({ request, response }: HttpContext) {
    const { search } = new URL(request.completeUrl(true))
    return response.redirect(`/items/export.csv${search}`)
  }
}
