import type { HttpContext } from '@adonisjs/core/http'
import { formatDecimal, QUANTITY_DECIMALS } from '#core/decimal'
import { InvalidInput, NotFound } from '#core/exceptions'
import { asObject, readApiBody, type Body } from '#core/http/read_api_body'
import { answerOnce, jsonAnswer } from '#core/idempotency'
import { FieldFault, type InputField } from '#core/resource/field'
import { quantity } from '#core/resource/number_fields'
import { LARGEST_ID, missingId, readId, related } from '#core/resource/plain_fields'
import { parseFields } from '#core/resource/parse_input'
import { text } from '#core/resource/text_fields'
import type { UnitOfWork } from '#core/unit_of_work'
import { addToLot, countLot, removeFromLot } from '#stock/actions/adjust_lot'
import { editLot } from '#stock/actions/edit_lot'
import { transferLot } from '#stock/actions/transfer_stock'
import { isStockStatus } from '#stock/ledger/status'
import { STOCK_LOCATION } from '#stock/resources/targets'

const LARGEST_ADJUSTMENT = 1000

export interface AdjustedItem {
  pk: number
  quantity: bigint
  status: number | null
}

interface Adjustment {
  items: AdjustedItem[]
  notes: string | undefined
  location: number | null | undefined
  actorId: number
}

type Adjust = (item: AdjustedItem, adjustment: Adjustment, unit: UnitOfWork) => Promise<unknown>

const adjustments = {
  add: ({ pk, quantity: added }: AdjustedItem, { notes, actorId }: Adjustment, unit: UnitOfWork) =>
    addToLot({ lotId: pk, quantity: added, reason: notes, actorId }, unit),
  remove: ({ pk, quantity: taken }, { notes, actorId }, unit) =>
    removeFromLot({ lotId: pk, quantity: taken, reason: notes, actorId }, unit),
  count: async ({ pk, quantity: counted, status }, { notes, actorId, location }, unit) => {
    const lotId = pk
    await countLot(
      { lotId, quantity: counted, status: status ?? undefined, reason: notes, actorId },
      unit
    )
    if (location) await transferLot({ lotId, locationId: location, reason: notes, actorId }, unit)
  },
  transfer: async ({ pk, quantity: moved, status }, { notes, actorId, location }, unit) => {
    if (!location) throw InvalidInput.field('location', 'This field is required.')
    const facts = { lotId: pk, locationId: location, reason: notes, actorId }
    return transferLot({ ...facts, quantity: moved, status: status ?? undefined }, unit)
  },
} satisfies Record<string, Adjust>

export type AdjustmentName = keyof typeof adjustments

const FIELDS = { notes: text({}) }
const PLACE = related({ to: STOCK_LOCATION, nullable: true })
const PLACED: readonly AdjustmentName[] = ['count', 'transfer']

/** POST /api/stock/{add,remove,count,transfer}/: all items or none; echoes the request. */
export function adjustStock(name: AdjustmentName) {
  return async (ctx: HttpContext): Promise<void> => {
    const body = await readApiBody(ctx)
    const hasPlace = PLACED.includes(name)
    const items = readItems(body)
    await answerOnce(ctx, async (unit) => {
      const fields: Record<string, InputField<unknown>> = hasPlace
        ? { ...FIELDS, location: PLACE }
        : FIELDS
      const { notes, location } = (await parseFields(fields, body, { client: unit.trx })) as {
        notes: string
        location?: number | null
      }
      if (name === 'transfer' && !location) refuseMissingPlace(body)
      const adjustment: Adjustment = { items, notes, location, actorId: ctx.actor.id }
      for (const index of items.keys()) await adjustOne(name, index, { adjustment, unit })
      return jsonAnswer(201, echo(body, adjustment, hasPlace))
    })
  }
}

function refuseMissingPlace(body: Body): never {
  const message = body.location === null ? 'This field may not be null.' : 'This field is required.'
  throw InvalidInput.field('location', message)
}

/** A refusal says which of the items it is about, by its position. */
async function adjustOne(
  name: AdjustmentName,
  index: number,
  { adjustment, unit }: { adjustment: Adjustment; unit: UnitOfWork }
): Promise<void> {
  const item = adjustment.items[index]
  if (item.quantity === 0n && name !== 'count') return
  try {
    await adjustments[name](item, adjustment, unit)
  } catch (error) {
    if (error instanceof NotFound) throw atPosition(index, { pk: [missingId(item.pk)] })
    if (error instanceof InvalidInput && 'quantity' in error.fields)
      throw atPosition(index, error.fields)
    throw error
  }
}

function atPosition(index: number, fields: object): InvalidInput {
  return new InvalidInput({ items: [...Array.from({ length: index }, () => ({})), fields] })
}

const AMOUNT = quantity({ required: true })

function readItems(body: Body): AdjustedItem[] {
  const { items } = body
  if (items === undefined) throw InvalidInput.field('items', 'This field is required.')
  if (!Array.isArray(items))
    throw InvalidInput.field('items', 'Expected a list of items but got another type.')
  if (items.length === 0) throw InvalidInput.whole('A list of stock items must be provided')
  if (items.length > LARGEST_ADJUSTMENT) {
    throw InvalidInput.field('items', `At most ${LARGEST_ADJUSTMENT} items at once.`)
  }
  const faults: object[] = []
  const read = items.map((item, index) => readItem(item, (fault) => (faults[index] = fault)))
  if (faults.length > 0) {
    throw new InvalidInput({
      items: Array.from({ length: faults.length }, (_, index) => faults[index] ?? {}),
    })
  }
  return read.filter((item) => item !== undefined)
}

function readItem(raw: unknown, refuseWith: (fault: object) => void): AdjustedItem | undefined {
  const faults: Record<string, string[]> = {}
  const item = objectOf(raw)
  const read = <T>(name: string, parse: (value: unknown) => T): T | undefined => {
    try {
      if (item[name] === undefined) throw new FieldFault(['This field is required.'])
      return parse(item[name])
    } catch (error) {
      if (!(error instanceof FieldFault)) throw error
      faults[name] = error.messages
    }
  }
  const pk = read('pk', readId)
  const amount = read('quantity', AMOUNT.parse)
  const status =
    item.status === undefined || item.status === null ? null : read('status', readStatus)
  if (pk === undefined || amount === undefined || status === undefined) {
    refuseWith(faults)
    return undefined
  }
  return { pk, quantity: amount, status }
}

function objectOf(raw: unknown): Body {
  try {
    return asObject(raw)
  } catch {
    return {}
  }
}

function readStatus(raw: unknown): number {
  const code = Number(raw)
  if (!isStockStatus(code)) throw new FieldFault([`"${String(raw)}" is not a valid choice.`])
  return code
}

function echo(body: Body, { items, location }: Adjustment, hasPlace: boolean): object {
  return {
    items: items.map(({ pk, quantity: amount, status }) => ({
      pk,
      quantity: formatDecimal(amount, QUANTITY_DECIMALS),
      status,
      merge: false,
    })),
    ...(body.notes === undefined ? undefined : { notes: body.notes }),
    ...(hasPlace ? { location: location ?? null } : undefined),
  }
}

/** POST /api/stock/change_status/ {items: [pk, …], status} */
export async function changeStatus(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  const { items } = body
  if (!Array.isArray(items) || items.length === 0) {
    throw InvalidInput.field(
      'items',
      items === undefined ? 'This field is required.' : 'A list of stock items must be provided'
    )
  }
  if (body.status === undefined) throw InvalidInput.field('status', 'This field is required.')
  await answerOnce(ctx, async (unit) => {
    const status = statusOf(body.status)
    for (const id of items) {
      await editLot(
        { lotId: idOf(id), set: { status }, reason: noteOf(body), actorId: ctx.actor.id },
        unit
      )
    }
    return jsonAnswer(201, { items, status })
  })
}

function statusOf(raw: unknown): number {
  try {
    return readStatus(raw)
  } catch (error) {
    throw error instanceof FieldFault ? new InvalidInput({ status: error.messages }) : error
  }
}

function idOf(raw: unknown): number {
  const id = Number(raw)
  if (!Number.isInteger(id) || id < 1 || id > LARGEST_ID)
    throw InvalidInput.field('items', missingId(raw))
  return id
}

function noteOf(body: Body): string {
  return typeof body.note === 'string' ? body.note : ''
}
