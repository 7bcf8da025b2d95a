import type { HttpContext } from '@adonisjs/core/http'
import { secretField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { setPassword } from '#accounts/actions/set_password'

/** Admin: a new password for a user who lost theirs. */
export default class UserPasswordsController {
  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    await setPassword(
      { userId: id, password: secretField(ctx, 'new_password'), field: 'new_password' },
      ctx.actor
    )
    say(ctx, t('The new password is set. Tell it to the user in person.'))
    return ctx.response.redirect(`/admin/users/${id}`)
  }
}
