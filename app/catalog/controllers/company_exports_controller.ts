import type { HttpContext } from '@adonisjs/core/http'
import { suppliersExport } from '#catalog/exports/suppliers_export'
import { answerExport } from '#files/exports/answer_export'

/** Suppliers and other companies as a file. */
export default class CompanyExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, suppliersExport)
  }
}
