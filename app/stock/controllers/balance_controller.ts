import type { HttpContext } from '@adonisjs/core/http'
import { balanceTable } from '#stock/controllers/balance_table'
import { postedBefore } from '#stock/controllers/posted_message'

/** What lies where and what it is worth, now or as of any day. */
export default class BalanceController {
  async index(ctx: HttpContext) {
    return ctx.view.render('pages/stock/balance', {
      ...(await balanceTable(ctx)),
      posted: postedBefore(ctx),
    })
  }
}
