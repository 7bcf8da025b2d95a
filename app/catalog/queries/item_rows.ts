import { reader } from '#core/replicas'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { inOrderOf } from '#core/resource/read_rows'
import { rowVersion } from '#core/row_version'
import type { Row } from '#core/sql'
import { pictureUrl } from '#files/pictures/picture_sizes'
import { marginPercent } from '#catalog/margin'
import { partStock } from '#catalog/part_stock'

/** An item as lists show it. */
export interface ItemRow {
  id: number
  name: string
  description: string
  sku: string
  units: string
  categoryId: number | null
  category: string
  supplierId: number | null
  supplier: string
  purchasePrice: bigint | null
  salePrice: bigint | null
  margin: string | null
  onHand: bigint
  available: bigint
  minimumStock: bigint
  isBelowMinimum: boolean
  isActive: boolean
  /** The address of its picture, 64 pixels large; null without one. */
  thumbnail: string | null
  /** An edit says which version it builds on. */
  version: string
}

const COLUMNS = [
  'parts.id',
  'parts.name',
  'parts.description',
  'parts.ipn',
  'parts.units',
  'parts.category_id',
  'part_categories.pathstring as category',
  'parts.supplier_id',
  'companies.name as supplier',
  'parts.purchase_price',
  'parts.sale_price',
  'parts.minimum_stock',
  'parts.is_active',
  'parts.image',
  'parts.version',
  'parts.updated_at',
]

/** The items with these ids, in this order, each with what is on hand. */
export async function readItemRows(ids: readonly number[]): Promise<ItemRow[]> {
  if (ids.length === 0) return []
  const client = reader()
  const rows: Row[] = await client
    .from('parts')
    .leftJoin('part_categories', 'part_categories.id', 'parts.category_id')
    .leftJoin('companies', 'companies.id', 'parts.supplier_id')
    .whereIn('parts.id', [...ids])
    .select(COLUMNS)
  const figures = await partStock().figuresOf(client, ids)
  return inOrderOf(ids, rows).map((row) => {
    const stock = figures.get(Number(row.id))
    return toItemRow(row, toScaled(stock?.in_stock), toScaled(stock?.allocated))
  })
}

function toItemRow(row: Row, onHand: bigint, allocated: bigint): ItemRow {
  const purchasePrice = toScaledOrNull(row.purchase_price)
  const salePrice = toScaledOrNull(row.sale_price)
  const minimumStock = toScaled(row.minimum_stock)
  return {
    ...textsOf(row),
    id: Number(row.id),
    purchasePrice,
    salePrice,
    margin: marginPercent(purchasePrice, salePrice),
    onHand,
    available: onHand - allocated,
    minimumStock,
    isBelowMinimum: onHand < minimumStock,
    version: rowVersion(row),
    isActive: Boolean(row.is_active),
    thumbnail: pictureUrl(row.image, 64),
  }
}

function textsOf(row: Row) {
  return {
    name: String(row.name),
    description: String(row.description),
    sku: textOf(row.ipn),
    units: String(row.units),
    categoryId: idOf(row.category_id),
    category: textOf(row.category),
    supplierId: idOf(row.supplier_id),
    supplier: textOf(row.supplier),
  }
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

function idOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}
