import type { HttpContext } from '@adonisjs/core/http'

const COOKIE = 'bincard-place'

/** The place booked at last in this browser, to begin the next form with. */
export function lastPlace({ request }: HttpContext): number | null {
  const text: unknown = request.plainCookie(COOKIE, { encoded: false })
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
}

export function rememberPlace({ response }: HttpContext, locationId: number | undefined): void {
  const text = locationId === undefined ? '' : String(locationId)
  response.plainCookie(COOKIE, text, { encode: false, maxAge: '365d', sameSite: 'lax' })
}
