import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { csvLine } from '#core/csv'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { listBalance, type BalanceRow } from '#stock/queries/list_balance'
import { readBalanceFilter } from '#stock/validators/balance_list'

const HEADER = [
  'item_number',
  'item',
  'location',
  'on_hand',
  'allocated',
  'available',
  'unit',
  'value_at_cost',
  'value_at_sale_price',
  'minimum',
  'below_minimum',
]

/** The stock balance as a file, all of the filter. */
export default class BalanceExportsController {
  async show(ctx: HttpContext) {
    const filter = await readBalanceFilter(ctx)
    const { rows } = await listBalance(filter)
    const day = filter.asOf ? `-${filter.asOf}` : ''
    ctx.response.header('content-type', 'text/csv; charset=utf-8')
    ctx.response.header('content-disposition', `attachment; filename="stock-balance${day}.csv"`)
    ctx.response.stream(Readable.from([csvLine(HEADER), ...rows.map(lineOf)]))
  }
}

function lineOf(row: BalanceRow): string {
  return csvLine([
    row.part.ipn,
    row.part.name,
    row.location,
    quantity(row.quantity),
    quantity(row.allocated),
    quantity(row.available),
    row.part.unit,
    formatShort(row.value, MONEY_DECIMALS, 2),
    row.saleValue === null ? null : formatShort(row.saleValue, MONEY_DECIMALS, 2),
    quantity(row.part.minimum),
    row.isBelowMinimum ? 'yes' : 'no',
  ])
}

function quantity(scaled: bigint | null): string | null {
  return scaled === null ? null : formatShort(scaled, QUANTITY_DECIMALS, 0)
}
