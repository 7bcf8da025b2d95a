import type { HttpContext } from '@adonisjs/core/http'
import { recall, type RememberedInput } from '#core/http/form_memory'

/** What was typed in the form that was refused just now; empty texts when there was none. */
export function typedBefore({ session }: HttpContext): (name: string) => string | undefined {
  const old = recall(session.flashMessages.get('old') as RememberedInput | undefined)
  return (name) => (typeof old[name] === 'string' ? old[name] : undefined)
}
