import vine from '@vinejs/vine'
import db from '@adonisjs/lucid/services/db'
import type { CardPlace } from '#insights/cards/card'
import { completeLayout, standardLayout } from '#insights/cards/layout'

/** The user id under which stands what everybody begins with. */
export const EVERYBODY = 0

const kept = vine.create(
  vine.array(
    vine.object({
      key: vine.string(),
      size: vine.enum(['half', 'full'] as const),
      isShown: vine.boolean(),
    })
  )
)

export interface Layout {
  places: CardPlace[]
  /** False while the user sees what everybody begins with. */
  isOwn: boolean
}

/** The user's dashboard: their own, else the administrator's default, else the one that is built in. */
export async function readLayout(userId: number): Promise<Layout> {
  const rows = await db.from('dashboard_layouts').whereIn('user_id', [userId, EVERYBODY])
  const own = rows.find((row) => row.user_id === userId)
  const row = own ?? rows.find(({ user_id: id }) => id === EVERYBODY)
  return { places: row ? await parse(row.cards) : standardLayout(), isOwn: own !== undefined }
}

/** What cannot be read, as after a change by hand, counts as nothing arranged. */
async function parse(text: string): Promise<CardPlace[]> {
  try {
    return completeLayout(await kept.validate(JSON.parse(text)))
  } catch {
    return standardLayout()
  }
}
