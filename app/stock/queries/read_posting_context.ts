import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { latestMoment, now } from '#core/time'

/** What a posting needs to know of its part. */
export interface PostedPart {
  id: number
  name: string
  purchasePrice: bigint | null
  salePrice: bigint | null
  minimumStock: bigint
  defaultLocationId: number | null
  defaultExpiryDays: number
  supplierId: number | null
}

/** The part to post on. Throws InvalidInput on `part` when there is none, or it can hold no stock. */
export async function readPostedPart(
  client: QueryClientContract,
  partId: number
): Promise<PostedPart> {
  const row = await client.from('parts').where('id', partId).first()
  if (!row) throw InvalidInput.field('part', `Invalid pk "${partId}" - object does not exist.`)
  if (row.virtual) throw InvalidInput.field('part', t('Stock cannot be kept of a virtual part.'))
  return {
    id: row.id,
    name: row.name,
    purchasePrice: toScaledOrNull(row.purchase_price),
    salePrice: toScaledOrNull(row.sale_price),
    minimumStock: toScaled(row.minimum_stock),
    defaultLocationId: row.default_location_id,
    defaultExpiryDays: row.default_expiry,
    supplierId: row.supplier_id,
  }
}

/** The name of a location that can hold stock. Throws InvalidInput on `location` otherwise. */
export async function readStockedLocation(
  client: QueryClientContract,
  locationId: number
): Promise<{ id: number; pathstring: string; path: string }> {
  const row = await client.from('stock_locations').where('id', locationId).first()
  if (!row)
    throw InvalidInput.field('location', `Invalid pk "${locationId}" - object does not exist.`)
  if (row.structural) {
    throw InvalidInput.field(
      'location',
      `${row.pathstring} is structural and cannot hold stock itself.`
    )
  }
  return { id: row.id, pathstring: row.pathstring, path: row.path }
}

/** The moment of a posting: the one told, or now. Throws InvalidInput on `date` for the future. */
export function momentOf(occurredAt: string | undefined): string {
  const current = now()
  if (occurredAt === undefined) return current
  if (occurredAt > latestMoment()) {
    throw InvalidInput.field('date', t('The date is in the future. Give today or an earlier day.'))
  }
  return occurredAt > current ? current : occurredAt
}

/** Where stock of the part comes in when nobody says where: its own place, else the shop's default. */
export async function defaultLocation(
  client: QueryClientContract,
  part: PostedPart
): Promise<number | null> {
  if (part.defaultLocationId !== null) return part.defaultLocationId
  const row = await client
    .from('stock_locations')
    .where('structural', 0)
    .orderBy('is_default', 'desc')
    .orderBy('id')
    .first()
  return row?.id ?? null
}
