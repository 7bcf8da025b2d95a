import { DateTime } from 'luxon'
import { toScaled } from '#core/decimal'
import type { Row } from '#core/sql'
import { AVAILABLE_STATUSES, isStockStatus, STOCK_STATUSES } from '#stock/ledger/status'

/** Stock is "stale" when it expires within so many days. */
const STALE_DAYS = 90

export function isInStock(row: Row): boolean {
  return toScaled(row.quantity) > 0n && AVAILABLE_STATUSES.includes(Number(row.status))
}

export function statusText(row: Row): string {
  const code = Number(row.status)
  return isStockStatus(code) ? STOCK_STATUSES[code].label : String(code)
}

export function isExpired(row: Row, today: string): boolean {
  return typeof row.expiry_date === 'string' && row.expiry_date < today
}

export function isStale(row: Row, today: string): boolean {
  if (typeof row.expiry_date !== 'string') return false
  return row.expiry_date < (DateTime.fromISO(today).plus({ days: STALE_DAYS }).toISODate() ?? today)
}
