import type { HttpContext } from '@adonisjs/core/http'
import { getTransaction } from '#stock/queries/get_transaction'
import { sumTransactions } from '#stock/queries/sum_transactions'
import { ListQuery } from '#stock/validators/list_query'
import { readTransactionFilter } from '#stock/validators/transaction_list'

/** Parts of the list of transactions that are fetched after it. */
export default class TransactionPartsController {
  /** One entry, in the drawer. */
  async preview(ctx: HttpContext) {
    const transaction = await getTransaction(Number(ctx.params.id))
    return ctx.view.render('pages/stock/transaction_preview', { transaction })
  }

  /** What all that is filtered comes to. */
  async totals(ctx: HttpContext) {
    const totals = await sumTransactions(await readTransactionFilter(new ListQuery(ctx)))
    ctx.response.header('cache-control', 'private, no-store')
    return ctx.view.render('pages/stock/transaction_totals', { totals })
  }
}
