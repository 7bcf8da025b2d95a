import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { listAddress } from '#core/table/list_address'
import { bookOnce } from '#stock/actions/book_once'
import { transferBalances } from '#stock/actions/transfer_balances'
import { renderLabels } from '#stock/controllers/labels_page'
import { lastPlace, rememberPlace } from '#stock/controllers/last_place'
import { chosenBalances } from '#stock/controllers/chosen_balances'
import { listLocations } from '#stock/queries/list_locations'
import { StockForm } from '#stock/validators/stock_form'
import { newFormKey } from '#stock/validators/transaction_form'

const MOST_AT_ONCE = 200
const MOST_LABELS = 1000
/** What every browser and proxy takes. */
const LONGEST_ADDRESS = 1800

/** Rows chosen in the stock balance: moved to another location in one go, or labelled. */
export default class ChosenBalancesController {
  /** Asks where to, in the drawer. */
  async confirm(ctx: HttpContext) {
    const rows = await movable(ctx)
    return ctx.view.render('pages/stock/transfer_chosen', {
      rows,
      chosen: rows.map(({ key }) => key).join(','),
      places: await listLocations({ onlyStocked: true }),
      place: lastPlace(ctx),
      key: newFormKey(),
      back: listAddress(ctx),
    })
  }

  async store(ctx: HttpContext) {
    const rows = await movable(ctx)
    const form = new StockForm(ctx)
    const to = await form.requiredLocation('to')
    const reason = form.note()
    form.check()
    const actorId = ctx.actor.id
    const sent = { actorId, page: '/balance/chosen', key: form.text('key') || newFormKey() }
    const balances = rows.map(({ part, locationId }) => ({
      partId: part.id,
      name: part.name,
      locationId: locationId || null,
    }))
    await bookOnce(sent, (unit) =>
      transferBalances({ balances, toLocationId: to.id, reason, actorId }, unit)
    )
    rememberPlace(ctx, to.id)
    const count = rows.length
    say(
      ctx,
      t('{count, plural, one {# balance} other {# balances}} moved to {place}.', {
        count,
        place: to.text,
      })
    )
    return ctx.response.redirect(listAddress(ctx))
  }

  /** Labels of the items chosen. */
  async labels(ctx: HttpContext) {
    const rows = await chosenBalances(ctx)
    const ids = [...new Set(rows.map(({ part }) => part.id))]
    if (ids.length > MOST_LABELS) {
      throw InvalidInput.whole(t('At most {most, number} items at once.', { most: MOST_LABELS }))
    }
    const address = `/labels?items=${ids.join(',')}`
    if (address.length <= LONGEST_ADDRESS) return ctx.response.redirect(address)
    return renderLabels(ctx, { items: ids, lots: [], locations: [], itemList: null })
  }
}

async function movable(ctx: HttpContext) {
  const rows = await chosenBalances(ctx)
  if (rows.length > MOST_AT_ONCE) {
    throw InvalidInput.whole(
      t('At most {most} balances can be moved at once.', { most: MOST_AT_ONCE })
    )
  }
  const isOfPlaces = rows.every(({ locationId, quantity }) => locationId !== null && quantity > 0n)
  if (!isOfPlaces) {
    throw InvalidInput.whole(t('Choose rows that have stock at one location.'))
  }
  return rows
}
