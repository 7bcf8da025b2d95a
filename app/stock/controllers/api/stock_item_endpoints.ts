import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { sendJson } from '#core/http/json'
import { readApiBody, type Body } from '#core/http/read_api_body'
import { answerOnce } from '#core/idempotency'
import { allExpansions } from '#core/resource/encode'
import { readText } from '#core/resource/text_fields'
import { parseInput } from '#core/resource/parse_input'
import { readOne } from '#core/resource/read_rows'
import { createStockItems } from '#stock/actions/create_stock_items'
import { STOCK_STATUSES } from '#stock/ledger/status'
import { stockItemResource } from '#stock/resources/stock_item'

/** POST /api/stock/: answers with a list, one item for each lot made. */
export async function createItems(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  refuseMissing(body)
  await answerOnce(ctx, async (unit) => {
    const values = await parseInput(stockItemResource, body, { client: unit.trx })
    const serialNumbers = readText(body.serial_numbers ?? '')
    const given = new Set(Object.keys(body))
    const ids = await createStockItems({ values, serialNumbers, given }, ctx.actor, unit)
    const context = { actor: ctx.actor, client: unit.trx }
    const expanded = allExpansions(stockItemResource)
    const texts: string[] = []
    for (const id of ids) texts.push(await readOne(stockItemResource, id, { expanded, context }))
    return { status: 201, text: `[${texts.join()}]` }
  })
}

/** InvenTree answers these two with a bare text instead of a list. */
function refuseMissing(body: Body): void {
  if (body.part === undefined || body.part === null) {
    throw new InvalidInput({ part: 'Valid part must be supplied' })
  }
  if (body.quantity === undefined || body.quantity === null) {
    throw new InvalidInput({ quantity: 'Quantity is required' })
  }
}

/** GET /api/stock/status/ */
export function listStatuses(ctx: HttpContext): void {
  const values = Object.entries(STOCK_STATUSES).map(([code, { name, label, color }]) => [
    name,
    { key: Number(code), name, label, color },
  ])
  sendJson(ctx, 200, { status_class: 'StockStatus', values: Object.fromEntries(values) })
}
