import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import type { ExportColumn } from '#core/export/table_export'
import { toLocalTime } from '#core/time'

/** A cell as machines read it: a decimal point, YYYY-MM-DD, YYYY-MM-DD HH:MM. Null when it is empty. */
export function cellText<T>(column: ExportColumn<T>, row: T): string | null {
  const value = column.valueOf(row)
  if (value === null || value === undefined || value === '') return null
  switch (column.type) {
    case 'quantity':
      return formatShort(BigInt(value), QUANTITY_DECIMALS, 0)
    case 'money':
      return formatShort(BigInt(value), MONEY_DECIMALS, 2)
    case 'moment':
      return toLocalTime(String(value))
    default:
      return String(value)
  }
}
