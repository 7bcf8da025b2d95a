import type { HttpContext } from '@adonisjs/core/http'
import { t } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import { bookOnce } from '#stock/actions/book_once'
import { transferStock } from '#stock/actions/transfer_stock'
import { chosenItem } from '#stock/controllers/chosen_item'
import { toItemJson } from '#stock/controllers/item_json'
import { lastPlace, rememberPlace } from '#stock/controllers/last_place'
import { postedBefore, tellPosted } from '#stock/controllers/posted_message'
import { typedBefore } from '#stock/controllers/typed_before'
import { listLocations } from '#stock/queries/list_locations'
import { newFormKey } from '#stock/validators/transaction_form'
import { StockForm } from '#stock/validators/stock_form'

/** Moves stock of an item from one location to another. */
export default class TransfersController {
  async create(ctx: HttpContext) {
    const asked = ctx.request.qs()
    const typed = typedBefore(ctx)
    const item = await chosenItem(typed('part') ?? asked.item)
    return ctx.view.render('pages/stock/transfer_form', {
      item,
      itemJson: JSON.stringify(item && toItemJson(item)),
      from: asked.location ?? lastPlace(ctx),
      to: asked.to,
      places: await listLocations({ onlyStocked: true }),
      key: typed('key') ?? newFormKey(),
      posted: postedBefore(ctx),
    })
  }

  async store(ctx: HttpContext) {
    const form = new StockForm(ctx)
    const part = await form.part()
    const from = await form.requiredLocation('location')
    const to = await form.requiredLocation('to')
    const quantity = form.quantity()
    const reason = form.note()
    form.check()
    const actorId = ctx.actor.id
    const facts = { partId: part.id, fromLocationId: from.id, toLocationId: to.id, quantity }
    const sent = { actorId, page: '/transfers', key: form.text('key') || newFormKey() }
    const id = await bookOnce(sent, (unit) => transferStock({ ...facts, reason, actorId }, unit))
    const text = t('Moved {quantity} of {item} from {from} to {to}.', {
      quantity: viewHelpers.quantity(quantity),
      item: part.text,
      from: from.text,
      to: to.text,
    })
    rememberPlace(ctx, from.id)
    if (id !== null) tellPosted(ctx, { id, text })
    const isAnother = form.text('next') === 'another'
    const next = `/transfers/new?location=${from.id}&to=${to.id}`
    ctx.response.redirect(isAnother ? next : '/transactions')
  }
}
