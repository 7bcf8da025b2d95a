import type { HttpContext } from '@adonisjs/core/http'
import type { Direction } from '#stock/ledger/reasons'

const KIND = /^(IN|OUT)\.([a-z_]{1,20})$/

/** Of several people at one computer each goes on at their own place. */
function cookieOf({ actor }: HttpContext, what: 'place' | 'kind'): string {
  return `bincard-${what}-${actor.id}`
}

function read(ctx: HttpContext, what: 'place' | 'kind'): string {
  const text: unknown = ctx.request.plainCookie(cookieOf(ctx, what), { encoded: false })
  return typeof text === 'string' ? text : ''
}

/** The place booked at last by this user in this browser, to begin the next form with. */
export function lastPlace(ctx: HttpContext): number | null {
  const text = read(ctx, 'place')
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

export function rememberPlace(ctx: HttpContext, locationId: number | undefined): void {
  const text = locationId === undefined ? '' : String(locationId)
  const cookie = { encode: false, maxAge: '365d', sameSite: 'lax' } as const
  ctx.response.plainCookie(cookieOf(ctx, 'place'), text, cookie)
}

/** The direction and the reason booked at last, within a day. */
export function lastKind(ctx: HttpContext): { direction?: string; kind?: string } {
  const [, direction, kind] = KIND.exec(read(ctx, 'kind')) ?? []
  return { direction, kind }
}

export function rememberKind(ctx: HttpContext, direction: Direction, kind: string): void {
  const cookie = { encode: false, maxAge: '1d', sameSite: 'lax' } as const
  ctx.response.plainCookie(cookieOf(ctx, 'kind'), `${direction}.${kind}`, cookie)
}
