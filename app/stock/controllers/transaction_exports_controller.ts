import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { csvLine } from '#core/csv'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { toLocalTime } from '#core/time'
import { walkTransactions } from '#stock/queries/list_transactions'
import type { TransactionFilter } from '#stock/queries/transaction_filter'
import type { TransactionRow } from '#stock/queries/transaction_rows'
import { readTransactionFilter } from '#stock/validators/transaction_list'

const HEADER = [
  'id',
  'date',
  'type',
  'item_number',
  'item',
  'from',
  'to',
  'quantity',
  'unit',
  'unit_price',
  'total',
  'cost',
  'profit',
  'user',
  'note',
  'reverses',
]

/** The list of transactions as a file, all of the filter. */
export default class TransactionExportsController {
  async show(ctx: HttpContext) {
    const filter = await readTransactionFilter(ctx)
    ctx.response.header('content-type', 'text/csv; charset=utf-8')
    ctx.response.header('content-disposition', 'attachment; filename="transactions.csv"')
    ctx.response.stream(Readable.from(linesOf(filter)))
  }
}

async function* linesOf(filter: TransactionFilter): AsyncGenerator<string> {
  yield csvLine(HEADER)
  for await (const row of walkTransactions(filter)) yield lineOf(row)
}

function lineOf(row: TransactionRow): string {
  const money = (amount: bigint | null) =>
    amount === null ? null : formatShort(amount, MONEY_DECIMALS, 2)
  const quantity = row.countsAs === 'transfer' ? row.moved : row.quantity
  return csvLine([
    row.id,
    toLocalTime(row.occurredAt),
    row.label,
    row.part.ipn,
    row.part.name,
    row.from.join(' + '),
    row.to.join(' + '),
    formatShort(quantity, QUANTITY_DECIMALS, 0),
    row.part.unit,
    money(row.unitPrice),
    money(row.total),
    money(row.cost),
    money(row.profit),
    row.userName,
    row.reason,
    row.reversesId,
  ])
}
