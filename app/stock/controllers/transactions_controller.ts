import type { HttpContext } from '@adonisjs/core/http'
import { formatShort, MONEY_DECIMALS } from '#core/decimal'
import { today } from '#core/time'
import { viewHelpers } from '#core/view_helpers'
import { bookTransaction } from '#stock/actions/book_transaction'
import { chosenItem } from '#stock/controllers/chosen_item'
import { toItemJson } from '#stock/controllers/item_json'
import { lastPlace, rememberPlace } from '#stock/controllers/last_place'
import { postedBefore, tellPosted } from '#stock/controllers/posted_message'
import { typedBefore } from '#stock/controllers/typed_before'
import { KIND_LABELS } from '#stock/ledger/kinds'
import { REASONS, reasonOf, type ReasonKind } from '#stock/ledger/reasons'
import { listLocations } from '#stock/queries/list_locations'
import { getTransaction } from '#stock/queries/get_transaction'
import { listTransactions, TRANSACTIONS_A_PAGE } from '#stock/queries/list_transactions'
import { transactionListFrame } from '#stock/controllers/transaction_list_frame'
import { ListQuery } from '#stock/validators/list_query'
import { readTransactionFilter } from '#stock/validators/transaction_list'
import { readItemChoices, type ItemChoice } from '#stock/queries/look_up_items'
import { directionOf, newFormKey, readTransactionForm } from '#stock/validators/transaction_form'

/** Stock in, stock out, and the list of all that was booked. */
export default class TransactionsController {
  async index(ctx: HttpContext) {
    const filter = await readTransactionFilter(new ListQuery(ctx))
    const page = new ListQuery(ctx).page()
    return ctx.view.render('pages/stock/transactions', {
      ...(await listTransactions(filter, page)),
      page,
      firstRow: (page - 1) * TRANSACTIONS_A_PAGE + 1,
      ...(await transactionListFrame(ctx)),
      posted: postedBefore(ctx),
    })
  }

  async show(ctx: HttpContext) {
    const transaction = await getTransaction(Number(ctx.params.id))
    return ctx.view.render('pages/stock/transaction', { transaction, posted: postedBefore(ctx) })
  }

  async create(ctx: HttpContext) {
    const { direction, kind, item, typedPrice } = await readBeginning(ctx)
    return ctx.view.render('pages/stock/transaction_form', {
      isOut: direction === 'OUT',
      kind,
      reasons: REASONS,
      item,
      itemJson: JSON.stringify(item && toItemJson(item)),
      price: typedPrice ?? priceOf(item, kind),
      isPriceOfItem: typedPrice === undefined,
      places: await listLocations({ onlyStocked: true }),
      place: ctx.request.qs().location ?? lastPlace(ctx),
      today: today(),
      key: typedBefore(ctx)('key') ?? newFormKey(),
      posted: postedBefore(ctx),
    })
  }

  async store(ctx: HttpContext) {
    const input = await readTransactionForm(ctx)
    const { id, isNew } = await bookTransaction(input)
    rememberPlace(ctx, input.locationId)
    const [item] = await readItemChoices([input.partId])
    const what = `${viewHelpers.quantity(input.quantity)} ${item.unit}`.trim()
    const text = `${KIND_LABELS[input.kind]}: ${what} of ${item.name}.`
    tellPosted(ctx, { id, text: isNew ? text : `${text} It had been booked already.` })
    const type = ctx.request.input('type')
    const isAnother = ctx.request.input('next') === 'another'
    ctx.response.redirect(
      isAnother ? `/transactions/new?type=${directionOf(String(type))}` : '/transactions'
    )
  }
}

/** What the form begins with: what was typed before it was refused, else what the link asks for. */
async function readBeginning(ctx: HttpContext) {
  const asked = ctx.request.qs()
  const typed = typedBefore(ctx)
  const direction = directionOf(typed('type') ?? String(asked.type ?? ''))
  const kind = reasonOf(direction, typed('kind') ?? String(asked.kind ?? ''))
  return {
    direction,
    kind: kind ?? REASONS[direction][0].kind,
    item: await chosenItem(typed('part') ?? asked.item),
    typedPrice: typed('unit_price'),
  }
}

const PRICE_OF: Partial<Record<ReasonKind, 'purchasePrice' | 'salePrice'>> = {
  receive: 'purchasePrice',
  adjust_in: 'purchasePrice',
  return_out: 'purchasePrice',
  sale: 'salePrice',
  return_in: 'salePrice',
}

function priceOf(item: ItemChoice | null, kind: ReasonKind): string {
  const name = PRICE_OF[kind]
  const price = item && name ? item[name] : null
  return price === null ? '' : formatShort(price, MONEY_DECIMALS, 0)
}
