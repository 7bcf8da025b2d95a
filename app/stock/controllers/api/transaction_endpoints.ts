import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { idOf } from '#core/http/endpoint'
import { readApiBody, type Body } from '#core/http/read_api_body'
import { answerOnce, type Answer } from '#core/idempotency'
import { money, quantity } from '#core/resource/number_fields'
import { parseFields } from '#core/resource/parse_input'
import { datetime } from '#core/resource/plain_fields'
import { readOne } from '#core/resource/read_rows'
import { text } from '#core/resource/text_fields'
import type { UnitOfWork } from '#core/unit_of_work'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import type { WrittenPosting } from '#stock/actions/write_postings'
import { findLocation, findPart, type FoundChoice } from '#stock/queries/find_choice'
import { transactionResource } from '#stock/resources/transaction'

const LONGEST_NOTE = 1000

/** What the plain form of a posting may say. */
export const TRANSACTION_FIELDS = {
  type: text({ label: 'Type', help: 'IN or OUT', required: true }),
  quantity: quantity({ label: 'Quantity', required: true }),
  date: datetime({ label: 'Date', help: 'When it happened; now when left out', nullable: true }),
  unit_price: money({
    label: 'Unit price',
    help: 'The price of the part when left out',
    nullable: true,
  }),
  note: text({ label: 'Note', maxLength: LONGEST_NOTE }),
}

/** POST /api/transactions/ {part, type: "IN"|"OUT", quantity, location?, date?, unit_price?, note?} */
export async function createTransaction(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  await answerOnce(ctx, async (unit) => {
    const posting = await bookBody(body, ctx.actor.id, unit)
    return answerWith(posting, ctx, unit)
  })
}

async function bookBody(body: Body, actorId: number, unit: UnitOfWork): Promise<WrittenPosting> {
  const values = await parseFields(TRANSACTION_FIELDS, body, { client: unit.trx })
  const type = values.type.toUpperCase()
  if (type !== 'IN' && type !== 'OUT') {
    throw InvalidInput.field('type', `"${values.type}" is not a valid choice. Use IN or OUT.`)
  }
  const partId = await readReference('part', body.part, (name) => findPart(name, unit.trx))
  if (partId === undefined) throw InvalidInput.field('part', 'This field is required.')
  const locationId = await readReference('location', body.location, (name) =>
    findLocation(name, unit.trx)
  )
  const facts = {
    partId,
    locationId,
    quantity: values.quantity,
    occurredAt: values.date ?? undefined,
    reason: values.note,
    actorId,
  }
  const price = values.unit_price ?? undefined
  return type === 'IN'
    ? receiveStock({ ...facts, unitCost: price }, unit)
    : issueStock({ ...facts, unitPrice: price }, unit)
}

/** An id or an exact name; undefined when there is none. */
async function readReference(
  field: string,
  raw: unknown,
  find: (name: string) => Promise<FoundChoice>
): Promise<number | undefined> {
  if (raw === undefined || raw === null || raw === '') return undefined
  if (typeof raw !== 'string' && typeof raw !== 'number') {
    throw InvalidInput.field(field, 'Give an id or an exact name.')
  }
  const found = await find(String(raw).trim())
  if (found === 'none')
    throw InvalidInput.field(field, `Invalid pk "${raw}" - object does not exist.`)
  if (found === 'several')
    throw InvalidInput.field(field, `Several are called "${raw}". Give the id.`)
  return found.id
}

const REVERSAL_FIELDS = {
  reason: text({
    label: 'Reason',
    help: 'Why it is taken back',
    required: true,
    maxLength: LONGEST_NOTE,
  }),
}

/** POST /api/transactions/{id}/reversals/ {reason} */
export async function createReversal(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  await answerOnce(ctx, async (unit) => {
    const { reason } = await parseFields(REVERSAL_FIELDS, body, { client: unit.trx })
    const posting = await reversePosting(
      { postingId: idOf(ctx), reason, actorId: ctx.actor.id },
      unit
    )
    return answerWith(posting, ctx, unit)
  })
}

async function answerWith(
  posting: WrittenPosting,
  ctx: HttpContext,
  unit: UnitOfWork
): Promise<Answer> {
  const context = { actor: ctx.actor, client: unit.trx }
  return { status: 201, text: await readOne(transactionResource, posting.id, { context }) }
}
