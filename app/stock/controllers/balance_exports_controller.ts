import type { HttpContext } from '@adonisjs/core/http'
import { balanceExport } from '#stock/exports/balance_export'
import { answerExport } from '#files/exports/answer_export'

/** The stock balance as it is filtered, now or as of a day, as a file. */
export default class BalanceExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, balanceExport)
  }
}
