import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import type { BookTransactionInput } from '#stock/actions/book_transaction'
import type { Source } from '#stock/ledger/draft'
import { REASONS, reasonOf, type Direction } from '#stock/ledger/reasons'
import { StockForm } from '#stock/validators/stock_form'

const KEY = /^[\da-f-]{36}$/

export function newFormKey(): string {
  return randomUUID()
}

export function directionOf(text: string): Direction {
  return text.toUpperCase() === 'IN' ? 'IN' : 'OUT'
}

/** What the transaction form says. Throws InvalidInput with what is wrong, field by field. */
export async function readTransactionForm(ctx: HttpContext): Promise<BookTransactionInput> {
  const form = new StockForm(ctx)
  const direction = directionOf(form.text('type'))
  const kind = reasonOf(direction, form.text('kind'))
  if (kind === null) form.refuse('kind', `This is no reason for stock ${direction.toLowerCase()}.`)
  const part = await form.part()
  const location = await form.location()
  const input = {
    kind: kind ?? REASONS[direction][0].kind,
    partId: part.id,
    locationId: location?.id,
    quantity: form.quantity(),
    unitPrice: form.price('unit_price'),
    occurredAt: form.moment(),
    note: form.note(),
    source: sourceOf(ctx, form.text('key')),
    actorId: ctx.actor.id,
  }
  if (input.quantity <= 0n) form.refuse('quantity', 'Enter a quantity above zero.')
  form.check()
  return input
}

/** The random key that the form carries makes it one act, however often it is sent. */
export function sourceOf({ actor }: HttpContext, key: string): Source {
  return { type: 'form', id: `${actor.id}-${KEY.test(key) ? key : newFormKey()}`, line: '1' }
}
