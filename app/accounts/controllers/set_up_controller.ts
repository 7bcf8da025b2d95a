import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { secretField, textField } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { makeFirstAdministrator } from '#accounts/actions/make_first_administrator'
import { recordSignIn } from '#accounts/actions/record_sign_in'
import { beginSession } from '#accounts/session'
import { hasUsers } from '#accounts/queries/has_users'

/** The first page of a new Bincard: makes the first administrator, once. */
export default class SetUpController {
  async show({ response, view }: HttpContext) {
    if (await hasUsers()) return response.redirect('/')
    return view.render('pages/setup/show')
  }

  async store(ctx: HttpContext) {
    const password = secretField(ctx, 'password')
    if (password !== secretField(ctx, 'password_again')) {
      throw InvalidInput.field('password_again', t('The two passwords differ.'))
    }
    const id = await makeFirstAdministrator({
      username: textField(ctx, 'username'),
      email: textField(ctx, 'email'),
      firstName: textField(ctx, 'first_name'),
      lastName: textField(ctx, 'last_name'),
      password,
    })
    await recordSignIn(id)
    beginSession(ctx, { id, sessionVersion: 1 })
    say(ctx, t('Bincard is set up. Welcome!'))
    return ctx.response.redirect('/')
  }
}
