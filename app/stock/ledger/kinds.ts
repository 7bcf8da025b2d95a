import { translatable } from '#core/i18n'
/** The business acts of the ledger. */
export const KINDS = [
  'receive',
  'sale',
  'return_in',
  'return_out',
  'adjust_in',
  'adjust_out',
  'count',
  'transfer',
  'scrap',
  'split',
  'merge',
  'install',
  'uninstall',
  'assign',
  'convert',
  'build_in',
  'build_out',
  'revalue',
  'note',
  'reversal',
] as const
export type Kind = (typeof KINDS)[number]

/** Kinds that bring new stock in by a lot of its own. */
export type IncomingKind = 'receive' | 'adjust_in' | 'return_in'
/** Kinds that take stock out by FIFO or from a lot. */
export type OutgoingKind = 'sale' | 'adjust_out' | 'scrap' | 'return_out'

/** Kinds whose movements carry money: revenue, refund, spend or its return. */
export function hasAmount(kind: Kind): boolean {
  return kind === 'sale' || kind === 'return_in' || kind === 'receive' || kind === 'return_out'
}

/** What a person calls the act. */
export const KIND_LABELS: Record<Kind, string> = {
  receive: translatable('Stock in'),
  sale: translatable('Sale'),
  return_in: translatable('Customer return'),
  return_out: translatable('Return to supplier'),
  adjust_in: translatable('Added'),
  adjust_out: translatable('Removed'),
  count: translatable('Counted'),
  transfer: translatable('Moved'),
  scrap: translatable('Scrapped'),
  split: translatable('Split'),
  merge: translatable('Merged'),
  install: translatable('Installed'),
  uninstall: translatable('Uninstalled'),
  assign: translatable('Sent to customer'),
  convert: translatable('Converted'),
  build_in: translatable('Built'),
  build_out: translatable('Used in build'),
  revalue: translatable('Cost changed'),
  note: translatable('Edited'),
  reversal: translatable('Reversal'),
}

/** InvenTree's tracking codes (stock history) with its English labels. */
export const TRACKING_LABELS: Record<number, string> = {
  0: 'Legacy stock tracking entry',
  1: 'Stock item created',
  5: 'Edited stock item',
  6: 'Assigned serial number',
  10: 'Stock counted',
  11: 'Stock manually added',
  12: 'Stock manually removed',
  13: 'Serialized stock items',
  15: 'Returned to stock',
  20: 'Location changed',
  25: 'Stock updated',
  40: 'Split from parent item',
  42: 'Split child item',
  45: 'Merged stock items',
  48: 'Converted to variant',
  60: 'Shipped against Sales Order',
  70: 'Received against Purchase Order',
  80: 'Returned against Return Order',
  100: 'Sent to customer',
  105: 'Returned from customer',
}

/** A movement's tracking code: what its posting was, and whether it made the lot. */
export function trackingCode(movement: {
  kind: Kind
  isFirstOfLot: boolean
  quantity: bigint
  sourceType: string | null
}): number {
  const byOrder = BY_ORDER[movement.sourceType ?? '']
  if (byOrder) return byOrder
  if (movement.kind === 'transfer' && movement.isFirstOfLot) return 40
  if (movement.isFirstOfLot) return 1
  return CODES[movement.kind] ?? (movement.quantity < 0n ? 12 : 11)
}

const BY_ORDER: Record<string, number> = { purchase_order: 70, sales_order: 60, return_order: 80 }

const CODES: Partial<Record<Kind, number>> = {
  receive: 11,
  adjust_in: 11,
  return_in: 105,
  adjust_out: 12,
  sale: 12,
  scrap: 12,
  return_out: 12,
  count: 10,
  transfer: 20,
  split: 42,
  merge: 45,
  assign: 100,
  convert: 48,
  revalue: 5,
  note: 5,
}
