import type { HttpContext } from '@adonisjs/core/http'
import { binCardExport } from '#stock/exports/bin_card_export'
import { answerExport } from '#files/exports/answer_export'

/** The bin card of an item as a file. */
export default class BinCardExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, binCardExport)
  }
}
