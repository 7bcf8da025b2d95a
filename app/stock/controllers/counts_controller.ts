import type { HttpContext } from '@adonisjs/core/http'
import { t } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import { bookOnce } from '#stock/actions/book_once'
import { countStock } from '#stock/actions/count_stock'
import { chosenItem } from '#stock/controllers/chosen_item'
import { lastPlace, rememberPlace } from '#stock/controllers/last_place'
import { postedBefore, tellPosted } from '#stock/controllers/posted_message'
import { typedBefore } from '#stock/controllers/typed_before'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { listLotRows } from '#stock/queries/read_lot_rows'
import { readItemChoices } from '#stock/queries/look_up_items'
import { readCountForm } from '#stock/validators/count_form'
import { ListQuery } from '#stock/validators/list_query'
import { newFormKey } from '#stock/validators/transaction_form'

const LARGEST_LISTING = 200

/** Counts what lies of an item at a location. */
export default class CountsController {
  async create(ctx: HttpContext) {
    const query = new ListQuery(ctx)
    const item = await chosenItem(query.text('item'))
    const locationId = query.id('location') ?? lastPlace(ctx) ?? undefined
    const place = await readLocationName(locationId)
    const lots =
      item && locationId !== undefined
        ? await listLotRows({
            partId: item.id,
            locationIds: [locationId],
            limit: LARGEST_LISTING,
          })
        : []
    return ctx.view.render('pages/stock/count_form', {
      item,
      place,
      locationId,
      lots,
      total: lots.reduce((sum, lot) => sum + lot.quantity, 0n),
      places: await listLocations({ onlyStocked: true }),
      key: typedBefore(ctx)('key') ?? newFormKey(),
      posted: postedBefore(ctx),
    })
  }

  async store(ctx: HttpContext) {
    const input = await readCountForm(ctx)
    const sent = {
      actorId: ctx.actor.id,
      page: '/counts',
      key: String(ctx.request.input('key') ?? newFormKey()),
    }
    let difference = 0n
    const id = await bookOnce(sent, async (unit) => {
      const postings = await countStock(input, unit)
      difference = postings.reduce((sum, { quantity }) => sum + quantity, 0n)
      return postings[0]
    })
    const [item] = await readItemChoices([input.partId])
    rememberPlace(ctx, input.locationId)
    const text = outcome(item.name, difference)
    if (id !== null) tellPosted(ctx, { id, text })
    ctx.response.redirect(`/counts/new?location=${input.locationId}`)
  }
}

function outcome(item: string, difference: bigint): string {
  if (difference === 0n) return t('Counted {item}: as expected.', { item })
  const amount = viewHelpers.quantity(difference < 0n ? -difference : difference)
  return difference < 0n
    ? t('Counted {item}: {amount} fewer than expected.', { item, amount })
    : t('Counted {item}: {amount} more than expected.', { item, amount })
}
