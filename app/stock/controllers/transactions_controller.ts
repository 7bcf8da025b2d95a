import type { HttpContext } from '@adonisjs/core/http'
import { formatShort, MONEY_DECIMALS } from '#core/decimal'
import { t } from '#core/i18n'
import { today } from '#core/time'
import { fieldDecimal } from '#core/typed_decimal'
import { viewHelpers } from '#core/view_helpers'
import { bookTransactions, type BookTransactionInput } from '#stock/actions/book_transaction'
import { chosenItem } from '#stock/controllers/chosen_item'
import { toItemJson } from '#stock/controllers/item_json'
import { lastKind, lastPlace, rememberKind, rememberPlace } from '#stock/controllers/last_place'
import { postedBefore, tellPosted } from '#stock/controllers/posted_message'
import { typedBefore } from '#stock/controllers/typed_before'
import { KIND_LABELS } from '#stock/ledger/kinds'
import { REASONS, reasonOf, type ReasonKind } from '#stock/ledger/reasons'
import { listLocations } from '#stock/queries/list_locations'
import { getTransaction } from '#stock/queries/get_transaction'
import { transactionTable } from '#stock/controllers/transaction_table'
import { readItemChoices, type ItemChoice } from '#stock/queries/look_up_items'
import { directionOf, newFormKey, readTransactionForm } from '#stock/validators/transaction_form'

/** Stock in, stock out, and the list of all that was booked. */
export default class TransactionsController {
  async index(ctx: HttpContext) {
    return ctx.view.render('pages/stock/transactions', {
      ...(await transactionTable(ctx)),
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
      lines: typedBefore(ctx)('lines') ?? '',
      posted: postedBefore(ctx),
    })
  }

  async store(ctx: HttpContext) {
    const lines = await readTransactionForm(ctx)
    const { ids, isNew } = await bookTransactions(lines)
    const { kind, locationId } = lines[lines.length - 1]
    const direction = directionOf(String(ctx.request.input('type')))
    rememberPlace(ctx, locationId)
    rememberKind(ctx, direction, kind)
    const text = await describe(lines)
    const told = isNew ? text : t('{text} It had been booked already.', { text })
    tellPosted(ctx, { id: ids[0], also: ids.slice(1), text: told })
    const isAnother = ctx.request.input('next') === 'another'
    const another = `/transactions/new?type=${direction}&kind=${kind}`
    ctx.response.redirect(isAnother ? another : '/transactions')
  }
}

/** "Sale: 2 pcs of Phone.", or how many lines it was. */
async function describe(lines: readonly BookTransactionInput[]): Promise<string> {
  const [{ kind, partId, quantity }] = lines
  const reason = t(KIND_LABELS[kind])
  if (lines.length > 1) return t('{reason}: {count} lines.', { reason, count: lines.length })
  const [item] = await readItemChoices([partId])
  const what = `${viewHelpers.quantity(quantity)} ${item.unit}`.trim()
  return t('{reason}: {quantity} of {item}.', { reason, quantity: what, item: item.name })
}

/** What the form begins with: what was typed before it was refused, else what the link asks for. */
async function readBeginning(ctx: HttpContext) {
  const asked = ctx.request.qs()
  const typed = typedBefore(ctx)
  const direction = directionOf(typed('type') ?? wanted(ctx, 'direction'))
  const kind = reasonOf(direction, typed('kind') ?? wanted(ctx, 'kind'))
  return {
    direction,
    kind: kind ?? REASONS[direction][0].kind,
    item: await chosenItem(typed('part') ?? asked.item),
    typedPrice: typed('unit_price'),
  }
}

/** What the link says; what it leaves open goes on as it was booked last. */
function wanted(ctx: HttpContext, what: 'direction' | 'kind'): string {
  const { type, kind } = ctx.request.qs()
  if (type === undefined && kind === undefined) return lastKind(ctx)[what] ?? ''
  return String((what === 'kind' ? kind : type) ?? '')
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
  return price === null ? '' : fieldDecimal(formatShort(price, MONEY_DECIMALS, 0))
}
