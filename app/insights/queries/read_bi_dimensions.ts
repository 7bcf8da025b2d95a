import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'

const PIECE = 1_000

export interface PartRow {
  id: number
  name: string
  ipn: string | null
  revision: string | null
  description: string
  units: string
  category_id: number | null
  category: string | null
  category_path: string | null
  supplier_id: number | null
  supplier: string | null
  purchase_price: unknown
  sale_price: unknown
  minimum_stock: unknown
  maximum_stock: unknown
  is_active: unknown
  creation_date: string
}

/** All items, also those that are sold no more. */
export function readParts(client: QueryClientContract): AsyncGenerator<PartRow[]> {
  return walk<PartRow>(
    client,
    `SELECT p.id, p.name, p.ipn, p.revision, p.description, p.units, p.category_id,
            c.name AS category, c.pathstring AS category_path, p.supplier_id, s.name AS supplier,
            p.purchase_price, p.sale_price, p.minimum_stock, p.maximum_stock, p.is_active, p.creation_date
       FROM parts p
       LEFT JOIN part_categories c ON c.id = p.category_id
       LEFT JOIN companies s ON s.id = p.supplier_id
      WHERE p.id > ? ORDER BY p.id LIMIT ${PIECE}`
  )
}

export interface LocationRow {
  id: number
  name: string
  pathstring: string
  parent_id: number | null
  level: number
  structural: unknown
  external: unknown
}

const NO_LOCATION: LocationRow = {
  id: 0,
  name: 'No location',
  pathstring: 'No location',
  parent_id: null,
  level: 0,
  structural: false,
  external: false,
}

/** All locations, and 0 for what lies at none. */
export async function* readLocations(client: QueryClientContract): AsyncGenerator<LocationRow[]> {
  yield [NO_LOCATION]
  yield* walk<LocationRow>(
    client,
    `SELECT id, name, pathstring, parent_id, level, structural, stock_locations.external
       FROM stock_locations WHERE id > ? ORDER BY id LIMIT ${PIECE}`
  )
}

export interface SupplierRow {
  id: number
  name: string
  description: string
  website: string
  currency: string
  lead_time_days: number | null
  is_active: unknown
}

/** All suppliers, and every company that an item has as its supplier. */
export function readSuppliers(client: QueryClientContract): AsyncGenerator<SupplierRow[]> {
  return walk<SupplierRow>(
    client,
    `SELECT id, name, description, website, currency, lead_time_days, is_active FROM companies
      WHERE id > ? AND (is_supplier = 1 OR id IN (SELECT supplier_id FROM parts WHERE supplier_id IS NOT NULL))
      ORDER BY id LIMIT ${PIECE}`
  )
}

async function* walk<Row extends { id: number }>(
  client: QueryClientContract,
  sql: string
): AsyncGenerator<Row[]> {
  for (let after = 0; ;) {
    const rows = await selectRows<Row>(client, sql, [after])
    if (rows.length === 0) return
    yield rows
    after = rows[rows.length - 1].id
  }
}
