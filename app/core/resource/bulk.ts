import type { HttpContext } from '@adonisjs/core/http'
import type { Actor } from '#core/access'
import { InvalidInput, NotFound } from '#core/exceptions'
import { type Body, readApiBody } from '#core/http/read_api_body'
import { answerOnce, jsonAnswer } from '#core/idempotency'
import { FieldFault, type ReadContext } from '#core/resource/field'
import { parseInput } from '#core/resource/parse_input'
import { missingId, readId } from '#core/resource/plain_fields'
import { requireRow } from '#core/resource/read_rows'
import type { InputOf, Resource } from '#core/resource/resource'
import type { UnitOfWork } from '#core/unit_of_work'

const MOST_ITEMS = 1000

interface Change<R extends Resource> {
  id: number
  values: Partial<InputOf<R>>
}

/** PATCH or PUT on a list: the same change for every one of `items`, all or nothing. */
export async function answerBulkChange<R extends Resource>(
  ctx: HttpContext,
  resource: R,
  update: (change: Change<R>, actor: Actor, unit: UnitOfWork) => Promise<unknown>
): Promise<void> {
  const body = await readApiBody(ctx)
  const ids = readItems(body)
  await answerOnce(ctx, async (unit) => {
    const values = await parseInput(resource, body, { partial: true, client: unit.trx })
    for (const id of ids) {
      await requireItem(resource, id, { actor: ctx.actor, client: unit.trx })
      await update({ id, values }, ctx.actor, unit)
    }
    return jsonAnswer(200, { success: `Updated ${ids.length} items` })
  })
}

/** DELETE on a list: every one of `items`, all or nothing. */
export async function answerBulkDelete(
  ctx: HttpContext,
  resource: Resource,
  remove: (id: number, actor: Actor, unit: UnitOfWork) => Promise<unknown>
): Promise<void> {
  const ids = readItems(await readApiBody(ctx))
  await answerOnce(ctx, async (unit) => {
    for (const id of ids) {
      await requireItem(resource, id, { actor: ctx.actor, client: unit.trx })
      await remove(id, ctx.actor, unit)
    }
    return jsonAnswer(200, { success: `Deleted ${ids.length} items` })
  })
}

function readItems({ items }: Body): number[] {
  if (items === undefined || items === null || (Array.isArray(items) && items.length === 0)) {
    throw new InvalidInput({
      non_field_errors: 'List of items must be provided for bulk operation',
    })
  }
  if (!Array.isArray(items)) throw InvalidInput.field('items', 'Items must be provided as a list')
  if (items.length > MOST_ITEMS) {
    throw InvalidInput.field('items', `Ensure this field has no more than ${MOST_ITEMS} elements.`)
  }
  return [...new Set(items.map(readItem))]
}

function readItem(item: unknown): number {
  try {
    return readId(item)
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error
    throw new InvalidInput({ items: error.messages })
  }
}

async function requireItem(resource: Resource, id: number, context: ReadContext): Promise<void> {
  try {
    await requireRow(resource, id, context)
  } catch (error) {
    throw error instanceof NotFound ? InvalidInput.field('items', missingId(id)) : error
  }
}
