import type { HttpContext } from '@adonisjs/core/http'
import { Unauthenticated } from '#core/exceptions'
import { sendJson } from '#core/http/json'
import { readApiBody } from '#core/http/read_api_body'
import { parseFields } from '#core/resource/parse_input'
import { queryOf } from '#core/resource/query_string'
import { secret, text } from '#core/resource/text_fields'
import { issueToken } from '#accounts/actions/issue_token'
import { verifyCredentials } from '#accounts/actions/verify_credentials'

/** What POST /api/token/ takes. */
export const signInFields = {
  username: text({ label: 'Username', required: true, maxLength: 150 }),
  password: secret({ label: 'Password', required: true }),
  name: text({ label: 'Name', help: 'What the token is for', maxLength: 100 }),
}

export default class TokensController {
  /** A token for a username and a password. */
  async store(ctx: HttpContext) {
    const { username, password, name } = await parseFields(signInFields, await readApiBody(ctx))
    const user = await verifyCredentials({ username, password, address: ctx.request.ip() })
    if (!user) throw new Unauthenticated('Invalid username/password.')
    const issued = await issueToken({ userId: user.id, name })
    sendJson(ctx, 200, { token: issued.token, name: issued.name, expiry: issued.expiry })
  }

  /** The token of that name of whoever asks; the same one again while it is valid. */
  async show(ctx: HttpContext) {
    const name = queryOf(ctx).name ?? ''
    const { token, expiry, ...issued } = await issueToken({ userId: ctx.actor.id, name })
    sendJson(ctx, 200, { token, name: issued.name, expiry })
  }
}
