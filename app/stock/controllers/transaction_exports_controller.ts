import type { HttpContext } from '@adonisjs/core/http'
import { transactionsExport } from '#stock/exports/transactions_export'
import { answerExport } from '#files/exports/answer_export'

/** The list of transactions as it is filtered, as a file. */
export default class TransactionExportsController {
  show(ctx: HttpContext) {
    return answerExport(ctx, transactionsExport)
  }
}
