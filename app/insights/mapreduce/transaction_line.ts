import { formatMoney, formatQuantity, toScaled, toScaledOrNull } from '#core/decimal'
import { escapeField } from '#insights/mapreduce/fields'

/** A posting as it is read for the export. */
export interface ExportedRow {
  id: number
  part_id: number
  name: string
  kind: string
  /** Of a reversal, the kind of what it reverses. */
  counts_as: string
  quantity: unknown
  unit_price: unknown
  value: unknown
  amount: unknown
  day: string
  occurred_at: string
  recorded_at: string
}

/** The line of a transaction, in the order of COLUMNS of sales_by_item.mjs. */
export function toTransactionLine(row: ExportedRow): string {
  const { total, cost, profit } = valuesOf(row)
  const unitPrice = toScaledOrNull(row.unit_price)
  return [
    row.id,
    row.part_id,
    escapeField(row.name),
    row.kind,
    row.counts_as,
    formatQuantity(toScaled(row.quantity)),
    unitPrice === null ? '' : formatMoney(unitPrice),
    formatMoney(total),
    formatMoney(cost),
    formatMoney(profit),
    row.day,
    isoTime(row.occurred_at),
    isoTime(row.recorded_at),
  ].join('\t')
}

/** What it adds to sales (or purchases), to the cost of goods sold and to profit; as in the read models. */
function valuesOf(row: ExportedRow) {
  const value = toScaled(row.value)
  const amount = toScaled(row.amount)
  switch (row.counts_as) {
    case 'sale':
      return { total: amount, cost: -value, profit: amount + value }
    case 'return_in':
      return { total: -amount, cost: -value, profit: value - amount }
    case 'receive':
      return { total: amount, cost: 0n, profit: 0n }
    case 'return_out':
      return { total: -amount, cost: 0n, profit: 0n }
    default:
      return { total: 0n, cost: 0n, profit: 0n }
  }
}

function isoTime(databaseTime: string): string {
  return `${databaseTime.replace(' ', 'T')}Z`
}
