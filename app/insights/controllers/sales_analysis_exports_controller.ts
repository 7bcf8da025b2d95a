import type { HttpContext } from '@adonisjs/core/http'
import { answerExport } from '#files/exports/answer_export'
import { salesAnalysisExport } from '#insights/exports/sales_analysis_export'

/** The sales of all time by item, as they are filtered and sorted, as a file. */
export default class SalesAnalysisExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, salesAnalysisExport)
  }
}
