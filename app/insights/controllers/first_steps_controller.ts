import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { parseMoney, parseQuantity } from '#core/decimal'
import { Conflict, Forbidden, InvalidInput, NotFound } from '#core/exceptions'
import { textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { AmbiguousNumber, plainDecimal } from '#core/typed_decimal'
import { transact } from '#core/unit_of_work'
import { saveSettings } from '#accounts/actions/save_settings'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { saveLayout } from '#insights/actions/save_layout'
import { makeFirstItem, makeFirstLocation } from '#insights/actions/take_first_step'
import { moveCard } from '#insights/cards/layout'
import { enqueueDemo } from '#insights/demo/enqueue_demo'
import { hasPostings } from '#insights/queries/has_postings'
import { mayTake, STEP_KEYS, type StepKey } from '#insights/queries/read_first_steps'
import { readLayout } from '#insights/queries/read_layout'
import { loadFirstStepsView } from '#insights/transformers/first_steps_view'

/** The guide of a new shop: from the company's name to the first sale. */
export default class FirstStepsController {
  async show(ctx: HttpContext) {
    return ctx.view.render('pages/insights/first_steps', await loadFirstStepsView(ctx.actor))
  }

  async take(ctx: HttpContext) {
    const step = STEP_KEYS.find((key) => key === ctx.params.step)
    if (!step) throw new NotFound('Step')
    if (!mayTake(ctx.actor, step)) throw new Forbidden()
    await TAKE[step](ctx)
    return ctx.response.redirect('/start')
  }

  /** Puts the guide away; arranging the dashboard brings it back. */
  async hide(ctx: HttpContext) {
    const { places } = await readLayout(ctx.actor.id)
    await saveLayout(moveCard(places, 'first_steps', 'hide'), ctx.actor)
    say(ctx, t('The first steps are put away. “Arrange” and “About” bring them back.'), 'info')
    return ctx.response.redirect('/')
  }

  async loadDemo(ctx: HttpContext) {
    if (!can(ctx.actor, 'admin', 'change')) throw new Forbidden('admin', 'change')
    if (await hasPostings()) {
      throw new Conflict(t('The demo can be loaded only while nothing was booked.'))
    }
    await transact((unit) => enqueueDemo(unit))
    return ctx.response.redirect('/')
  }
}

const TAKE: Record<StepKey, (ctx: HttpContext) => Promise<void>> = {
  async company(ctx) {
    const fields = ['company_name', 'company_currency', 'company_time_zone'] as const
    const sent = fields.filter((key) => ctx.request.input(key) !== undefined)
    const values = Object.fromEntries(sent.map((key) => [key, textField(ctx, key)]))
    await saveSettings(values, ctx.actor, { isConfirmed: true })
  },
  async location(ctx) {
    await makeFirstLocation(textField(ctx, 'location_name'), ctx.actor)
  },
  async item(ctx) {
    const item = {
      name: textField(ctx, 'name'),
      sku: textField(ctx, 'IPN'),
      purchasePrice: plainField(ctx, 'purchase_price'),
      salePrice: plainField(ctx, 'sale_price'),
    }
    await makeFirstItem(item, ctx.actor)
  },
  async stock(ctx) {
    await receiveStock({
      partId: toId(ctx.request.input('part')),
      locationId: toId(ctx.request.input('location')) || undefined,
      quantity: decimalField(ctx, 'quantity', parseQuantity),
      actorId: ctx.actor.id,
    })
  },
  async sale(ctx) {
    await issueStock({
      partId: toId(ctx.request.input('part')),
      quantity: decimalField(ctx, 'quantity', parseQuantity),
      unitPrice: decimalField(ctx, 'unit_price', parseMoney),
      actorId: ctx.actor.id,
    })
  },
}

function plainField(ctx: HttpContext, name: string): string {
  try {
    return plainDecimal(textField(ctx, name))
  } catch (error) {
    if (!(error instanceof AmbiguousNumber)) throw error
    throw InvalidInput.field(name, error.message)
  }
}

function decimalField(ctx: HttpContext, name: string, parse: (text: string) => bigint): bigint {
  const text = plainField(ctx, name)
  if (text === '') throw InvalidInput.field(name, t('Fill this in.'))
  try {
    return parse(text)
  } catch {
    throw InvalidInput.field(name, t('Must be a number.'))
  }
}
