import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { hashOfCode, readOwnCode, type Coded } from '#catalog/barcodes/code'

/** A foreign code that was linked to something. */
export interface LinkedCode {
  id: number
  data: string
  createdAt: string
  userName: string | null
}

/** What a foreign code was linked to; null when it is not known. */
export async function findLinkedCode(
  text: string,
  client: QueryClientContract = db.connection()
): Promise<Coded | null> {
  const row = await client
    .from('barcodes')
    .where('hash', hashOfCode(text))
    .select('model', 'model_id')
    .first()
  return row ? { model: row.model, id: Number(row.model_id) } : null
}

/** The codes that are linked to this, the oldest first. */
export async function listLinkedCodes(
  { model, id }: Coded,
  client: QueryClientContract = db.connection()
): Promise<LinkedCode[]> {
  const rows = await client
    .from('barcodes')
    .leftJoin('users', 'users.id', 'barcodes.user_id')
    .where({ 'barcodes.model': model, 'barcodes.model_id': id })
    .orderBy('barcodes.id')
    .select('barcodes.id', 'barcodes.data', 'barcodes.created_at', 'users.username')
  return rows.map((row) => ({
    id: Number(row.id),
    data: String(row.data),
    createdAt: String(row.created_at),
    userName: row.username === null ? null : String(row.username),
  }))
}

/** The item that this code stands for by itself or by a link; null for none. */
export async function partOfBoundCode(
  text: string,
  client: QueryClientContract = db.connection()
): Promise<number | null> {
  const named = readOwnCode(text) ?? (await findLinkedCode(text, client))
  if (named?.model !== 'part') return null
  const row = await client.from('parts').where('id', named.id).select('id').first()
  return row ? named.id : null
}

/** The items whose own or linked code, or else item number, this is exactly. */
export async function partIdsOfCode(
  text: string,
  client: QueryClientContract = db.connection()
): Promise<number[]> {
  const bound = await partOfBoundCode(text, client)
  if (bound !== null) return [bound]
  const rows = await client.from('parts').where('ipn', text).select('id').orderBy('id').limit(12)
  return rows.map((row) => Number(row.id))
}
