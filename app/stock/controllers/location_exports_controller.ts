import type { HttpContext } from '@adonisjs/core/http'
import { locationsExport } from '#stock/exports/locations_export'
import { answerExport } from '#files/exports/answer_export'

/** The tree of locations as a file. */
export default class LocationExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, locationsExport)
  }
}
