import type { HttpContext } from '@adonisjs/core/http'
import { textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { createToken } from '#accounts/actions/create_token'
import { revokeToken } from '#accounts/actions/revoke_token'

/** The signed-in user's API tokens. */
export default class OwnTokensController {
  async store(ctx: HttpContext) {
    const token = await createToken(
      { name: textField(ctx, 'name'), expiry: textField(ctx, 'expiry') },
      ctx.actor
    )
    // Shown once: the session cookie is encrypted, and this lives in it until the next page only.
    ctx.session.flash('newToken', { name: token.name, text: token.token })
    return ctx.response.redirect('/account#tokens')
  }

  async destroy(ctx: HttpContext) {
    await revokeToken(toId(ctx.params.id), ctx.actor)
    say(ctx, t('The token is revoked. Programs that use it are refused from now on.'))
    return ctx.response.redirect().back()
  }
}
