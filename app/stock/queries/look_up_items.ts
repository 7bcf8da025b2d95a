import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { searchWords } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import { placeholders, selectRows } from '#core/sql'
import { today } from '#core/time'
import { pictureUrl } from '#files/pictures/picture_sizes'
import { searchParts } from '#catalog/queries/search_parts'
import { isSellable } from '#stock/ledger/choose_lots'
import { findBoundCode, itemsOfCode } from '#stock/queries/find_code'

const LARGEST_ANSWER = 12

/** What a form needs to know of an item to show figures as one types. */
export interface ItemChoice {
  id: number
  name: string
  ipn: string | null
  /** The address of its picture, 64 pixels large; null without one. */
  thumbnail: string | null
  unit: string
  purchasePrice: bigint | null
  salePrice: bigint | null
  /** What can be taken, all places together and by place (0: no place). */
  available: bigint
  availableAt: Map<number, bigint>
}

/** Active items that begin with the text or contain its words; without a text the first by name. */
export async function lookUpItems(
  text: string,
  client: QueryClientContract = db.connection()
): Promise<ItemChoice[]> {
  const words = searchWords(text)
  const query: Query = client
    .from('parts')
    .where('parts.is_active', 1)
    .where('parts.virtual', 0)
    .select('parts.id')
    .orderBy('parts.name')
    .orderBy('parts.id')
    .limit(LARGEST_ANSWER)
  if (words.length > 0) searchParts(query, words)
  const exact = text.trim() ? await exactMatches(client, text.trim()) : []
  // A barcode means one thing: what else has these characters is not offered.
  const isBarcode = exact.length > 0 && (await findBoundCode(text.trim(), client)) !== null
  const found = isBarcode ? [] : await query
  const ids = new Set([...exact, ...found.map((row) => Number(row.id))])
  return readItemChoices([...ids].slice(0, LARGEST_ANSWER), client)
}

/** A scanned code or a typed item number comes first, whatever else contains it. */
async function exactMatches(client: QueryClientContract, text: string): Promise<number[]> {
  const coded = await itemsOfCode(text, client)
  if (coded.length === 0) return []
  const rows = await client
    .from('parts')
    .whereIn('id', coded)
    .where('is_active', 1)
    .where('virtual', 0)
    .select('id')
    .limit(LARGEST_ANSWER)
  return rows.map((row) => Number(row.id))
}

/** Those of these items that are still offered. */
export async function knownItems(ids: readonly number[]): Promise<ItemChoice[]> {
  if (ids.length === 0) return []
  const rows = await db
    .from('parts')
    .whereIn('id', [...ids])
    .where('is_active', 1)
    .where('virtual', 0)
    .select('id')
  return readItemChoices(rows.map((row) => Number(row.id)))
}

/** Items with what is available of each, in the order of the ids; missing ids are left out. */
export async function readItemChoices(
  ids: readonly number[],
  client: QueryClientContract = db.connection()
): Promise<ItemChoice[]> {
  if (ids.length === 0) return []
  const rows = await client
    .from('parts')
    .whereIn('id', [...ids])
    .select('id', 'name', 'ipn', 'image', 'units', 'purchase_price', 'sale_price')
  const available = await readAvailable(client, ids)
  const items = rows.map((row): ItemChoice => {
    const availableAt = available.get(row.id) ?? new Map<number, bigint>()
    return {
      id: row.id,
      name: row.name,
      ipn: row.ipn,
      thumbnail: pictureUrl(row.image, 64),
      unit: row.units,
      purchasePrice: toScaledOrNull(row.purchase_price),
      salePrice: toScaledOrNull(row.sale_price),
      available: [...availableAt.values()].reduce((sum, quantity) => sum + quantity, 0n),
      availableAt,
    }
  })
  return items.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

interface OpenLotRow {
  part_id: number
  place: number
  quantity: unknown
  allocated: unknown
  status: number
  expiry_date: string | null
}

async function readAvailable(client: QueryClientContract, ids: readonly number[]) {
  const rows = await selectRows<OpenLotRow>(
    client,
    `SELECT part_id, COALESCE(location_id, 0) AS place, quantity, allocated, status, expiry_date
     FROM stock_items WHERE part_id IN (${placeholders(ids.length)}) AND quantity > 0 AND deleted_at IS NULL`,
    ids
  )
  const day = today()
  const byPart = new Map<number, Map<number, bigint>>()
  for (const row of rows) {
    if (!isSellable({ status: row.status, expiryDate: row.expiry_date }, day)) continue
    const places = byPart.get(row.part_id) ?? new Map<number, bigint>()
    byPart.set(row.part_id, places)
    const free = toScaled(row.quantity) - toScaled(row.allocated)
    places.set(row.place, (places.get(row.place) ?? 0n) + free)
  }
  return byPart
}
