import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, TooManyRequests } from '#core/exceptions'
import { secretField } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { setPassword } from '#accounts/actions/set_password'
import { verifyCredentials } from '#accounts/actions/verify_credentials'
import { beginSession } from '#accounts/session'
import { tooManyAttempts } from '#accounts/waiting_time'

/** The signed-in user's password. */
export default class OwnPasswordController {
  async update(ctx: HttpContext) {
    const { actor } = ctx
    await requireOldPassword(ctx)
    const password = secretField(ctx, 'new_password')
    if (password !== secretField(ctx, 'new_password_again')) {
      throw InvalidInput.field('new_password_again', t('The two passwords differ.'))
    }
    const version = await setPassword({ userId: actor.id, password, field: 'new_password' }, actor)
    // This session goes on; all others were begun with the old password and end.
    beginSession(ctx, { id: actor.id, sessionVersion: version })
    say(
      ctx,
      t('Your password is changed. Your other sessions are signed out; your API tokens stay.')
    )
    return ctx.response.redirect('/account')
  }
}

async function requireOldPassword(ctx: HttpContext): Promise<void> {
  const password = secretField(ctx, 'old_password')
  const credentials = { username: ctx.actor.username, password, address: ctx.request.ip() }
  try {
    if (await verifyCredentials(credentials)) return
  } catch (error) {
    if (!(error instanceof TooManyRequests)) throw error
    throw InvalidInput.field('old_password', tooManyAttempts(error))
  }
  throw InvalidInput.field('old_password', t('That is not your password.'))
}
