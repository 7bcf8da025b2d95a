import db from '@adonisjs/lucid/services/db'
import type { HttpContext } from '@adonisjs/core/http'
import { formatMoney, formatQuantity } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { sendJsonText } from '#core/http/json'
import { readIdValue } from '#core/resource/filters'
import { queryOf } from '#core/resource/query_string'
import { now, parseUpTo } from '#core/time'
import { readStockAt, type StockAt } from '#stock/queries/read_stock_at'

/** GET /api/stock/balance/?as_of=&known_at=&part= */
export async function listBalances(ctx: HttpContext): Promise<void> {
  const query = queryOf(ctx)
  const stock = await readStockAt(db.connection(), {
    asOf: readMoment('as_of', query.as_of) ?? now(),
    knownAt: readMoment('known_at', query.known_at),
    partId: query.part === undefined ? undefined : (readIdValue(query.part) ?? 0),
  })
  sendJsonText(ctx, 200, `[${stock.map(write).join()}]`)
}

function readMoment(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const moment = parseUpTo(text)
  if (moment !== null) return moment
  throw InvalidInput.field(
    name,
    `"${text}" is no date. Use YYYY-MM-DD, or YYYY-MM-DDTHH:MM with a time.`
  )
}

function write({ partId, locationId, quantity, value }: StockAt): string {
  return (
    `{"part":${partId},"location":${locationId},` +
    `"quantity":${formatQuantity(quantity)},"value":${formatMoney(value)}}`
  )
}
