import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { refusedLine, type BookTransactionInput } from '#stock/actions/book_transaction'
import type { Source } from '#stock/ledger/draft'
import { REASONS, reasonOf, type Direction, type ReasonKind } from '#stock/ledger/reasons'
import { StockForm } from '#stock/validators/stock_form'

const KEY = /^[\da-f-]{36}$/
const MOST_LINES = 100

export function newFormKey(): string {
  return randomUUID()
}

export function directionOf(text: string): Direction {
  return text.toUpperCase() === 'IN' ? 'IN' : 'OUT'
}

/** What all lines of the form have in common. */
interface Common {
  kind: ReasonKind
  occurredAt?: string
  note: string | null
}

/**
 * What the transaction form says, line by line: those put aside first, then what stands in its fields.
 * Throws InvalidInput with what is wrong, field by field.
 */
export async function readTransactionForm(ctx: HttpContext): Promise<BookTransactionInput[]> {
  const form = new StockForm(ctx)
  const common = readCommon(form)
  const asides = readAsides(form)
  const isDone = asides.length > 0 && form.text('part') === '' && form.text('quantity') === ''
  const last = isDone ? [] : [await readLine(form)]
  form.check()
  const lines = [...(await readAsideLines(asides)), ...last]
  const key = form.text('key')
  const formKey = KEY.test(key) ? key : newFormKey()
  return lines.map((line, index) => ({
    ...common,
    ...line,
    source: sourceOf(ctx, formKey, index + 1),
    actorId: ctx.actor.id,
  }))
}

function readCommon(form: StockForm): Common {
  const direction = directionOf(form.text('type'))
  const kind = reasonOf(direction, form.text('kind'))
  if (kind === null) {
    const isIn = direction === 'IN'
    form.refuse(
      'kind',
      isIn ? t('This is no reason for stock in.') : t('This is no reason for stock out.')
    )
  }
  return {
    kind: kind ?? REASONS[direction][0].kind,
    occurredAt: form.moment(),
    note: form.note(),
  }
}

async function readLine(form: StockForm) {
  const part = await form.part()
  const location = await form.location()
  const quantity = form.quantity()
  if (quantity <= 0n) form.refuse('quantity', t('Enter a quantity above zero.'))
  return {
    partId: part.id,
    locationId: location?.id,
    quantity,
    unitPrice: form.price('unit_price'),
  }
}

type Aside = Record<string, unknown>

/** The lines that were put aside, as the script keeps them in a hidden field. */
function readAsides(form: StockForm): Aside[] {
  const text = form.text('lines')
  if (text === '') return []
  try {
    const lines: unknown = JSON.parse(text)
    if (Array.isArray(lines) && lines.length <= MOST_LINES && lines.every(isAside)) return lines
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  form.refuse('lines', t('The lines could not be read. Enter them again.'))
  return []
}

function isAside(line: unknown): line is Aside {
  return typeof line === 'object' && line !== null
}

async function readAsideLines(asides: Aside[]) {
  const lines = []
  for (const [index, aside] of asides.entries()) {
    const name = typeof aside.text === 'string' ? aside.text.slice(0, 100) : ''
    const line = t('Line {number}, {name}', { number: index + 1, name })
    const form = StockForm.of(aside)
    const read = await readLine(form)
    try {
      form.check()
    } catch (error) {
      throw error instanceof InvalidInput ? refusedLine(line, error) : error
    }
    lines.push({ ...read, line })
  }
  return lines
}

/** The random key that the form carries makes it one act, however often it is sent. */
export function sourceOf({ actor }: HttpContext, key: string, line = 1): Source {
  const formKey = KEY.test(key) ? key : newFormKey()
  return { type: 'form', id: `${actor.id}-${formKey}`, line: String(line) }
}
