import { translatable } from '#core/i18n'

/** InvenTree's stock status codes. */
export const STOCK_STATUSES = {
  10: { name: 'OK', label: translatable('OK'), color: 'success' },
  50: { name: 'ATTENTION', label: translatable('Attention needed'), color: 'warning' },
  55: { name: 'DAMAGED', label: translatable('Damaged'), color: 'warning' },
  60: { name: 'DESTROYED', label: translatable('Destroyed'), color: 'danger' },
  65: { name: 'REJECTED', label: translatable('Rejected'), color: 'danger' },
  70: { name: 'LOST', label: translatable('Lost'), color: 'dark' },
  75: { name: 'QUARANTINED', label: translatable('Quarantined'), color: 'info' },
  85: { name: 'RETURNED', label: translatable('Returned'), color: 'warning' },
} as const
export type StockStatus = keyof typeof STOCK_STATUSES

/** Stock in one of these can be sold or used. */
export const AVAILABLE_STATUSES: readonly number[] = [10, 50, 55, 85]

export function isStockStatus(status: number): status is StockStatus {
  return status in STOCK_STATUSES
}
