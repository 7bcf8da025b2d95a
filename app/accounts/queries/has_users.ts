import db from '@adonisjs/lucid/services/db'

let isKnown = false

/** False on a database that nobody has set up. Users are never erased, so a yes is for good. */
export async function hasUsers(): Promise<boolean> {
  isKnown ||= (await db.from('users').select('id').first()) !== null
  return isKnown
}
