import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden } from '#core/exceptions'
import { asObject, type Body, readApiBody } from '#core/http/read_api_body'
import { answerOnce } from '#core/idempotency'
import { writtenAnswer } from '#core/resource/define_endpoints'
import { quantity } from '#core/resource/number_fields'
import { parseFields, parseInput } from '#core/resource/parse_input'
import { related } from '#core/resource/plain_fields'
import type { UnitOfWork } from '#core/unit_of_work'
import { createPart } from '#catalog/actions/create_part'
import { namedReferences } from '#catalog/queries/named_references'
import { partResource } from '#catalog/resources/part'
import { receiveStock } from '#stock/actions/receive_stock'
import { STOCK_LOCATION } from '#stock/resources/targets'

/** What a new part may have in stock from the first moment. */
export const OPENING_FIELDS = {
  quantity: quantity({ label: 'Quantity', help: 'What is in stock already', nullable: true }),
  location: related({
    label: 'Location',
    help: 'Where it lies; also the default location when none is given',
    nullable: true,
    to: STOCK_LOCATION,
  }),
}

/** POST /api/parts/ {name, …, quantity?, location?}: ids or exact names. */
export function createPlainPart(ctx: HttpContext): Promise<void> {
  return createWithOpening(ctx, async (sent, unit) => {
    const body = await namedReferences(sent, unit)
    const { quantity: amount, location, default_location: usual = location } = body
    return {
      body: usual === undefined ? body : { ...body, default_location: usual },
      opening: { quantity: amount, location },
    }
  })
}

/** POST /api/part/ {name, …, initial_stock?: {quantity, location?}} */
export function createPartWithStock(ctx: HttpContext): Promise<void> {
  return createWithOpening(ctx, async (body) => {
    const { initial_stock: given } = body
    return { body, opening: given === undefined || given === null ? {} : asObject(given) }
  })
}

type Reader = (body: Body, unit: UnitOfWork) => Promise<{ body: Body; opening: Body }>

async function createWithOpening(ctx: HttpContext, read: Reader): Promise<void> {
  const sent = await readApiBody(ctx)
  await answerOnce(ctx, async (unit) => {
    const { body, opening } = await read(sent, unit)
    const values = await parseInput(partResource, body, { client: unit.trx })
    const { quantity: amount, location } = await parseFields(OPENING_FIELDS, opening, {
      client: unit.trx,
    })
    const id = await createPart(values, ctx.actor, unit)
    if (amount) {
      if (!can(ctx.actor, 'stock', 'add')) throw new Forbidden('stock', 'add')
      await receiveStock(
        {
          kind: 'adjust_in',
          partId: id,
          locationId: location ?? undefined,
          quantity: amount,
          reason: 'Opening stock',
          actorId: ctx.actor.id,
        },
        unit
      )
    }
    return writtenAnswer(201, partResource, { id, actor: ctx.actor, unit })
  })
}
