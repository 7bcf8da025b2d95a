import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { now, parseUpTo } from '#core/time'
import { listItemMovements } from '#stock/queries/list_item_movements'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { readItemChoices } from '#stock/queries/look_up_items'
import { readStockAt } from '#stock/queries/read_stock_at'
import { ListQuery } from '#stock/validators/list_query'
import { kindsOf, TYPE_CHOICES } from '#stock/validators/transaction_list'

/** A printed card has more lines than the screen's: a page of paper or two. */
const PRINTED_LINES = 60
const PAPERS = ['A4', 'A5'] as const

/** The bin card of an item: a part of the item's page, a page of its own, or a sheet of paper. */
export default class ItemMovementsController {
  async show(ctx: HttpContext) {
    const query = new ListQuery(ctx)
    const isPrinted = query.isSet('print')
    const state = await readCard(ctx, query, isPrinted ? PRINTED_LINES : undefined)
    if (isPrinted) {
      const paper = query.choice('paper', PAPERS) ?? 'A4'
      return ctx.view.render('pages/stock/bin_card_print', { ...state, paper, printedAt: now() })
    }
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(isPart ? 'pages/stock/bin_card_part' : 'pages/stock/bin_card', {
      ...state,
      places: await listLocations(),
      types: TYPE_CHOICES.map(({ value, label }) => ({ value, label: t(label) })),
    })
  }
}

async function readCard(ctx: HttpContext, query: ListQuery, linesAPage?: number) {
  const [item] = await readItemChoices([Number(ctx.params.id)])
  if (!item) throw new NotFound('Part')
  const { locationId, asOf, type, until, kinds } = chosenFilter(query)
  const filter = { page: query.page(), linesAPage, locationId, kinds, until }
  return {
    item,
    card: await listItemMovements(item.id, filter),
    locationId,
    asOf,
    type: kinds ? type : '',
    isNarrowed: [locationId, asOf, kinds].some((one) => one !== undefined),
    place: await readLocationName(locationId),
    placesThen: until && !locationId ? await placesAt(item.id, until) : [],
  }
}

function chosenFilter(query: ListQuery) {
  const asOf = query.day('as_of')
  const type = query.text('type')
  return {
    locationId: query.id('location'),
    asOf,
    type,
    until: (asOf && parseUpTo(asOf)) || undefined,
    kinds: kindsOf(type),
  }
}

/** What lay where at the end of the day that was asked for. */
async function placesAt(partId: number, asOf: string) {
  const rows = await readStockAt(db.connection(), { partId, asOf })
  const stocked = rows.filter(({ quantity }) => quantity !== 0n)
  return Promise.all(
    stocked.map(async ({ locationId, quantity }) => ({
      name: (await readLocationName(locationId ?? undefined)) ?? t('No location'),
      quantity,
    }))
  )
}
