import { formatShort, QUANTITY_DECIMALS } from '#core/decimal'
import type { Field, InputField } from '#core/resource/field'
import { decimalText, integerText, momentText, stringText } from '#core/resource/json_text'
import { boolean } from '#core/resource/plain_fields'
import { computed, expansion } from '#core/resource/read_only_fields'
import type { Row } from '#core/sql'
import { pictureUrl } from '#files/pictures/picture_sizes'

const BLANK_IMAGE = '"/static/img/blank_image.thumbnail.png"'

/** "IPN | name | revision", as InvenTree names a part in full. */
export function fullName(row: Row): string {
  return [row.ipn, row.name, row.revision].filter(Boolean).join(' | ')
}

export function fullNameField(): Field {
  return computed({
    type: 'string',
    label: 'Full name',
    schema: { type: 'string' },
    select: ['ipn', 'name', 'revision'],
    encode: (row) => stringText(fullName(row)),
  })
}

/** A sum over the part's stock that the list's completion writes onto the row. */
export function stockSum(key: string, label: string): Field {
  return computed({
    type: 'float',
    label,
    schema: { type: ['number', 'null'] },
    encode: (row) => decimalText(row[key], QUANTITY_DECIMALS),
  })
}

export function lotCount(): Field {
  return computed({
    type: 'integer',
    label: 'Stock items',
    schema: { type: ['integer', 'null'] },
    encode: (row) => integerText(row.stock_item_count),
  })
}

export function thumbnailField(): Field {
  return computed({
    type: 'string',
    label: 'Thumbnail',
    schema: { type: 'string' },
    select: ['image'],
    encode: (row) => (row.image ? stringText(pictureUrl(row.image, 256)) : BLANK_IMAGE),
  })
}

export function imageField(): Field {
  return computed({
    type: 'image upload',
    label: 'Image',
    schema: { type: ['string', 'null'] },
    select: ['image'],
    encode: (row) => stringText(row.image),
  })
}

/** The least and the most the part costs: its one purchase price. */
export function priceField(label: string): Field {
  return computed({
    type: 'decimal',
    label,
    schema: { type: ['number', 'null'] },
    select: ['purchase_price'],
    encode: (row) => decimalText(row.purchase_price, 6),
  })
}

export function pricingUpdatedField(): Field {
  return computed({
    type: 'datetime',
    label: 'Pricing updated',
    schema: { type: ['string', 'null'] },
    select: ['purchase_price', 'updated_at'],
    encode: (row) => momentText(row.purchase_price === null ? null : row.updated_at),
  })
}

/** `"12.500000"`: inside a stock item's part the minimum is text with six decimals. */
export function briefMinimum(row: Row): string {
  const [whole, fraction] = formatShort(BigInt(Number(row.minimum_stock)), QUANTITY_DECIMALS).split(
    '.'
  )
  return `"${whole}.${fraction.padEnd(6, '0')}"`
}

/** A yes/no fact about the part. */
export function flag(label: string, help: string, isOnByDefault: boolean): InputField<boolean> {
  return boolean({ label, help, default: isOnByDefault })
}

/** A list on request of what this product does not keep: always empty. */
export function emptyList(on: string): Field {
  return expansion({ on, load: async (rows) => rows.map(() => '[]') })
}
