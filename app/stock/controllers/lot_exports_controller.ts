import type { HttpContext } from '@adonisjs/core/http'
import { lotsExport } from '#stock/exports/lots_export'
import { answerExport } from '#files/exports/answer_export'

/** The lots of an item as a file. */
export default class LotExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, lotsExport)
  }
}
