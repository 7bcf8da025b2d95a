import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'
import type { PictureOwner } from '#catalog/picture_owners'

/** Those of these objects that neither exist nor can be put back: what is kept of them is of no use. */
export async function goneOwners(
  { resource, model }: PictureOwner,
  ids: readonly number[]
): Promise<number[]> {
  const present: Row[] = await db
    .from(resource.table)
    .whereIn('id', [...ids])
    .select('id')
  const deleted: Row[] = await db
    .from('deletions')
    .where('kind', model)
    .whereIn('record_id', [...ids])
    .select('record_id')
  const known = new Set([
    ...present.map((row) => Number(row.id)),
    ...deleted.map((row) => Number(row.record_id)),
  ])
  return ids.filter((id) => !known.has(id))
}
