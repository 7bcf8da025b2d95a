import type { HttpContext } from '@adonisjs/core/http'
import { bookOnce } from '#stock/actions/book_once'
import { tellPosted } from '#stock/controllers/posted_message'
import { LOT_CHANGES } from '#stock/controllers/lot_changes'
import { say } from '#core/http/forms'
import { NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { StockForm } from '#stock/validators/stock_form'
import { newFormKey } from '#stock/validators/transaction_form'

/** What is done with one lot: move, count, remove, edit, set the cost. */
export default class LotChangesController {
  async store(ctx: HttpContext) {
    const lotId = Number(ctx.params.id)
    const name = String(ctx.params.change)
    const change = Object.hasOwn(LOT_CHANGES, name) ? LOT_CHANGES[name] : undefined
    if (!change) throw new NotFound('Page')
    const form = new StockForm(ctx)
    const key = form.text('key') || newFormKey()
    const book = await change(form, { lotId, actorId: ctx.actor.id })
    form.check()
    const id = await bookOnce({ actorId: ctx.actor.id, page: `/stock/${lotId}/${name}`, key }, book)
    if (id === null) say(ctx, t('Nothing was changed: it was like that already.'), 'info')
    else tellPosted(ctx, { id, text: t('Booked.'), isFinal: name === 'edits' })
    ctx.response.redirect(`/stock/${lotId}`)
  }
}
