import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import { idsOfPath } from '#core/tree'

export interface LocationDetail {
  id: number
  name: string
  description: string
  parentId: number | null
  parentName: string
  path: string
  isStructural: boolean
  isExternal: boolean
  isDefault: boolean
  address: string
  contactName: string
  contactPhone: string
  contactEmail: string
  /** From the root down, the location itself left out. */
  above: { id: number; name: string }[]
  below: { id: number; name: string }[]
}

/** A location with those above and directly below it. Throws NotFound('StockLocation'). */
export async function getLocation(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<LocationDetail> {
  const row = await client.from('stock_locations').where('id', id).first()
  if (!row) throw new NotFound('StockLocation')
  const ids = idsOfPath(row.path).filter((one) => one !== row.id)
  const above: { id: number; name: string }[] = await client
    .from('stock_locations')
    .whereIn('id', ids)
    .select('id', 'name')
  const below: { id: number; name: string }[] = await client
    .from('stock_locations')
    .where('parent_id', id)
    .select('id', 'name')
    .orderBy('name')
    .orderBy('id')
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    parentId: row.parent_id,
    parentName: above.find((one) => one.id === row.parent_id)?.name ?? '',
    path: row.path,
    isStructural: Boolean(row.structural),
    isExternal: Boolean(row.external),
    isDefault: Boolean(row.is_default),
    address: row.address,
    contactName: row.contact_name,
    contactPhone: row.contact_phone,
    contactEmail: row.contact_email,
    above: above.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
    below,
  }
}
