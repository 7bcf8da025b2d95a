import db from '@adonisjs/lucid/services/db'
import type { HttpContext } from '@adonisjs/core/http'
import { formatMoney, formatQuantity } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { sendJsonText } from '#core/http/json'
import { readIdValue } from '#core/resource/filters'
import { queryOf } from '#core/resource/query_string'
import { now, parseDay, parseUpTo } from '#core/time'
import { readBalances } from '#stock/queries/read_balances'
import { readStockAt, type StockAt } from '#stock/queries/read_stock_at'

interface Asked {
  asOf: string | undefined
  knownAt: string | undefined
}

/** GET /api/stock/balance/?as_of=&known_at=&part= */
export async function listBalances(ctx: HttpContext): Promise<void> {
  const { as_of: asOf, known_at: knownAt, part } = queryOf(ctx)
  const stock = part
    ? await balancesOfPart(readIdValue(part) ?? 0, { asOf, knownAt })
    : await allBalances({ asOf, knownAt })
  sendJsonText(ctx, 200, `[${stock.map(write).join()}]`)
}

/** Of one part: from the ledger, at any moment and as it was known at any moment. */
function balancesOfPart(partId: number, { asOf, knownAt }: Asked): Promise<StockAt[]> {
  return readStockAt(db.connection(), {
    partId,
    asOf: readMoment('as_of', asOf) ?? now(),
    knownAt: readMoment('known_at', knownAt),
  })
}

/** Of all parts: from the read models, which know whole days; the ledger is too long to read for one answer. */
async function allBalances({ asOf, knownAt }: Asked): Promise<StockAt[]> {
  if (knownAt)
    throw InvalidInput.field('known_at', 'Give `part` too: what was known is told part by part.')
  if (asOf && !parseDay(asOf)) {
    readMoment('as_of', asOf)
    throw InvalidInput.field(
      'as_of',
      'Give a day (YYYY-MM-DD), or `part` too for a time within a day.'
    )
  }
  const balances = await readBalances(db.connection(), { by: 'place', asOf: asOf || undefined })
  return [...balances].flatMap(([partId, places]) =>
    places.map(({ locationId, quantity, value }) => ({
      partId,
      locationId: locationId || null,
      quantity,
      value,
    }))
  )
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
