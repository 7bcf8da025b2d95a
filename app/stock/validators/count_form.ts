import type { HttpContext } from '@adonisjs/core/http'
import { DecimalError, parseQuantity } from '#core/decimal'
import { t } from '#core/i18n'
import { AmbiguousNumber, plainDecimal } from '#core/typed_decimal'
import type { CountStockInput } from '#stock/actions/count_stock'
import { StockForm } from '#stock/validators/stock_form'

/** What the count form says: a total, or a quantity for each lot that was filled in. */
export async function readCountForm(ctx: HttpContext): Promise<CountStockInput> {
  const form = new StockForm(ctx)
  const part = await form.part()
  const location = await form.requiredLocation()
  const lotIds = Object.keys(ctx.request.body()).flatMap((name) => {
    const lotId = /^lot_(\d{1,15})$/.exec(name)?.[1]
    return lotId && form.text(name) !== '' ? [Number(lotId)] : []
  })
  const counted =
    lotIds.length > 0
      ? lotIds.map((lotId) => ({
          lotId,
          quantity: counts(form, `lot_${lotId}`),
          countedFrom: shown(form, `seen_${lotId}`),
        }))
      : counts(form, 'total')
  const reason = form.note()
  form.check()
  return {
    partId: part.id,
    locationId: location.id,
    counted,
    countedFrom: shown(form, 'seen_total'),
    reason,
    actorId: ctx.actor.id,
  }
}

function counts(form: StockForm, name: string): bigint {
  const quantity = form.quantity(name)
  if (quantity < 0n) form.refuse(name, t('A count cannot be negative.'))
  return quantity
}

function shown(form: StockForm, name: string): bigint | undefined {
  try {
    return parseQuantity(plainDecimal(form.text(name)))
  } catch (error) {
    if (error instanceof DecimalError || error instanceof AmbiguousNumber) return undefined
    throw error
  }
}
