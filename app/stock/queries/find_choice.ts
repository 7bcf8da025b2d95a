import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { itemsOfCode } from '#stock/queries/find_code'

/** A row that a form may name: by its id, or by its name where no script ran. */
export interface Choice {
  id: number
  text: string
}

export type FoundChoice = Choice | 'none' | 'several'

const ID = /^\d{1,15}$/

/** The item that a form names: an id, or exactly a name, an IPN or a barcode. */
export async function findPart(
  typed: string,
  client: QueryClientContract = db.connection()
): Promise<FoundChoice> {
  const columns = ['id', 'name as text']
  if (ID.test(typed)) {
    const part: Choice | null = await client
      .from('parts')
      .where('id', Number(typed))
      .select(columns)
      .first()
    if (part) return part
  }
  const coded = await itemsOfCode(typed, client)
  const byIpn: Choice[] = await client.from('parts').whereIn('id', coded).select(columns).limit(2)
  if (byIpn.length > 0) return onlyOne(byIpn)
  return onlyOne(await client.from('parts').where('name', typed).select(columns).limit(2))
}

/** The location that a form names: an id, or exactly a name or a path ("Shop/Shelf 1"). */
export async function findLocation(
  typed: string,
  client: QueryClientContract = db.connection()
): Promise<FoundChoice> {
  const columns = ['id', 'pathstring as text']
  const locations = client.from('stock_locations').select(columns).limit(2)
  if (ID.test(typed)) {
    const [location]: Choice[] = await locations.clone().where('id', Number(typed))
    if (location) return location
  }
  return onlyOne(
    await locations.where((named) => void named.where('pathstring', typed).orWhere('name', typed))
  )
}

function onlyOne(rows: Choice[]): FoundChoice {
  if (rows.length === 0) return 'none'
  return rows.length === 1 ? rows[0] : 'several'
}
