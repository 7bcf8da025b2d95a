import { divideHalfEven } from '#core/decimal'
import { translatable } from '#core/i18n'

/** How a price is changed: to an amount, by an amount, or by a percentage of itself. */
export interface PriceChange {
  by: 'set' | 'amount' | 'percent'
  /** Money ×10⁶; of a percentage ×10⁴. Texts, because JSON has no bigint. */
  value: string
}

export const PRICE_FIELDS = ['purchase_price', 'sale_price'] as const
export type PriceField = (typeof PRICE_FIELDS)[number]

/** What is done to each of many items: fields to set, prices to change, or the undoing of a change. */
export interface BulkChange {
  category?: number | null
  supplier?: number | null
  /** Scaled. */
  minimum_stock?: string
  units?: string
  active?: boolean
  prices?: Partial<Record<PriceField, PriceChange>>
}

/** A text of each field's value before and after, by the field's name in the API. */
export type FieldChanges = Record<string, [before: string | null, after: string | null]>

/** The columns of the fields that a bulk change can touch. */
export const BULK_COLUMNS: Readonly<Record<string, string>> = {
  category: 'category_id',
  supplier: 'supplier_id',
  minimum_stock: 'minimum_stock',
  units: 'units',
  active: 'is_active',
  purchase_price: 'purchase_price',
  sale_price: 'sale_price',
}

/** Why a row of a bulk change stays as it is; the message is for people. */
export class RowRefused extends Error {}

const CENT = 10_000n
const WHOLE = 1_000_000n

/** The price after the change, rounded to the cent where a percentage makes it. Throws {@link RowRefused}. */
export function changedPrice(price: bigint | null, { by, value }: PriceChange): bigint {
  const amount = BigInt(value)
  if (by === 'set') return amount
  if (price === null) throw new RowRefused(translatable('It has no such price.'))
  const changed =
    by === 'amount'
      ? price + amount
      : divideHalfEven(divideHalfEven(price * (WHOLE + amount), WHOLE), CENT) * CENT
  if (changed < 0n) throw new RowRefused(translatable('The price would be less than 0.'))
  return changed
}
