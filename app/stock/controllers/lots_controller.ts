import type { HttpContext } from '@adonisjs/core/http'
import { t } from '#core/i18n'
import { STOCK_STATUSES } from '#stock/ledger/status'
import { getLotRow } from '#stock/queries/read_lot_rows'
import { listLocations } from '#stock/queries/list_locations'
import { listLotMovements } from '#stock/queries/list_lot_movements'
import { postedBefore } from '#stock/controllers/posted_message'
import { newFormKey } from '#stock/validators/transaction_form'

/** The statuses to choose from, in the language of the page. */
function statusChoices() {
  return Object.entries(STOCK_STATUSES).map(([value, { label }]) => ({ value, label: t(label) }))
}

/** A lot: what it is, what moved it, and what can be done with it. */
export default class LotsController {
  async show(ctx: HttpContext) {
    const lot = await getLotRow(Number(ctx.params.id))
    return ctx.view.render('pages/stock/lot', {
      lot,
      movements: await listLotMovements(lot),
      statuses: statusChoices(),
      places: await listLocations({ onlyStocked: true }),
      key: newFormKey(),
      posted: postedBefore(ctx),
    })
  }
}
