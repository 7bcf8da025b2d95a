import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'

/** What was just booked, as the next page shows it. */
export interface Posted {
  id: number
  text: string
  /** The other entries that were booked with it. */
  also?: number[]
  /** True for what cannot be taken back. */
  isFinal?: boolean
}

/** Lets the next page tell of the entry, with a link to it and a way to take it back. */
export function tellPosted({ session }: HttpContext, posted: Posted): void {
  session.flash('posted', posted)
}

/** What the request before has booked, if it has. */
export function postedBefore({ session, actor }: HttpContext) {
  const posted: Posted | undefined = session.flashMessages.get('posted')
  return posted ? { ...posted, canUndo: !posted.isFinal && can(actor, 'stock', 'change') } : null
}
