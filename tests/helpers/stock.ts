import { createHash, randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { parseMoney, parseQuantity } from '#core/decimal'
import { now, today } from '#core/time'
import { receiveStock } from '#stock/actions/receive_stock'

/** The rights of who works with stock, and with nothing else. */
export const STOCK_STAFF = {
  stock: ['view', 'add', 'change'],
  part: ['view'],
  stock_location: ['view'],
} as const

/** A part of its own for a test, straight into the table. */
export async function makePart(
  fields: {
    name?: string
    purchasePrice?: string
    salePrice?: string
  } = {}
): Promise<number> {
  const name = fields.name ?? `Part ${randomUUID()}`
  const [id] = await db.table('parts').insert({
    name,
    identity_hash: createHash('sha256').update(name).digest('hex'),
    purchase_price: parseMoney(fields.purchasePrice ?? '480'),
    sale_price: parseMoney(fields.salePrice ?? '600'),
    creation_date: today(),
    created_at: now(),
    updated_at: now(),
  })
  return id
}

/** A location of its own for a test. */
export async function makeLocation(name = `Place ${randomUUID()}`): Promise<number> {
  const [id] = await db
    .table('stock_locations')
    .insert({ name, pathstring: name, created_at: now(), updated_at: now() })
  await db
    .from('stock_locations')
    .where('id', id)
    .update({ path: `/${id}/` })
  return id
}

/** An item of its own for a test, so much of which is at a location of its own. */
export async function shelf(quantity: string) {
  const name = `Phone ${randomUUID()}`
  const partId = await makePart({ name })
  const locationId = await makeLocation()
  await receiveStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  return { partId, locationId, name }
}
