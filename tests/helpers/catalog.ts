import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { now } from '#core/time'

/** A name that no other test uses. */
export function ownName(what: string): string {
  return `${what} ${randomUUID().slice(0, 8)}`
}

/** A category of its own for a test, straight into the table. */
export async function makeCategory(
  name = ownName('Category'),
  parent?: { id: number; path: string; pathstring: string; level: number }
) {
  const place = {
    pathstring: parent ? `${parent.pathstring}/${name}` : name,
    level: parent ? parent.level + 1 : 0,
  }
  const [id] = await db.table('part_categories').insert({
    name,
    parent_id: parent?.id ?? null,
    ...place,
    created_at: now(),
    updated_at: now(),
  })
  const path = `${parent?.path ?? '/'}${id}/`
  await db.from('part_categories').where('id', id).update({ path })
  return { id: Number(id), name, path, ...place }
}

/** A supplier of its own for a test. */
export async function makeSupplier(name = ownName('Supplier')) {
  const [id] = await db.table('companies').insert({
    name,
    currency: 'GBP',
    is_supplier: 1,
    created_at: now(),
    updated_at: now(),
  })
  return { id: Number(id), name }
}
