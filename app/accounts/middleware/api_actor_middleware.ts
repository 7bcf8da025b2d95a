import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { Actor } from '#core/access'
import { Unauthenticated } from '#core/exceptions'
import { now, today } from '#core/time'
import { hashToken } from '#accounts/actions/issue_token'
import { verifyCredentials } from '#accounts/actions/verify_credentials'
import { authCache } from '#accounts/auth_cache'

/** API: `Authorization: Token …`, or Basic. Throws {@link Unauthenticated} in InvenTree's words. */
export default class ApiActorMiddleware {
  async handle(ctx: HttpContext, next: NextFn, options: { optional?: boolean } = {}) {
    const header = ctx.request.header('authorization')
    if (header || !options.optional) ctx.actor = await authenticate(header, ctx.request.ip())
    return next()
  }
}

async function authenticate(header: string | undefined, address: string): Promise<Actor> {
  const [scheme, credentials, ...rest] = (header ?? '').trim().split(/\s+/)
  if (/^token$/i.test(scheme)) return byToken(credentials, rest.length > 0)
  if (/^basic$/i.test(scheme)) return byPassword(credentials, rest.length > 0, address)
  throw new Unauthenticated()
}

async function byToken(token: string | undefined, hasMore: boolean): Promise<Actor> {
  if (!token) throw new Unauthenticated('Invalid token header. No credentials provided.')
  if (hasMore)
    throw new Unauthenticated('Invalid token header. Token string should not contain spaces.')
  const entry = await authCache.token(hashToken(token), today(), now())
  if (!entry) throw new Unauthenticated('Invalid token.')
  return entry.actor
}

async function byPassword(
  encoded: string | undefined,
  hasMore: boolean,
  address: string
): Promise<Actor> {
  if (!encoded) throw new Unauthenticated('Invalid basic header. No credentials provided.')
  if (hasMore) {
    throw new Unauthenticated('Invalid basic header. Credentials string should not contain spaces.')
  }
  const user = await verifyCredentials({ ...readBasic(encoded), address })
  const actor = user && (await authCache.actor(user.id))
  if (!actor) throw new Unauthenticated('Invalid username/password.')
  return actor
}

function readBasic(encoded: string): { username: string; password: string } {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded)
  const decoded = isBase64 ? Buffer.from(encoded, 'base64').toString('utf8') : ''
  const colon = decoded.indexOf(':')
  if (colon < 0) {
    throw new Unauthenticated('Invalid basic header. Credentials not correctly base64 encoded.')
  }
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}
