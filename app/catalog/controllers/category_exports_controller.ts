import type { HttpContext } from '@adonisjs/core/http'
import { categoriesExport } from '#catalog/exports/categories_export'
import { answerExport } from '#files/exports/answer_export'

/** The tree of categories as a file. */
export default class CategoryExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, categoriesExport)
  }
}
