import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { updateUser } from '#accounts/actions/update_user'

/** Admin: whether a user can sign in. */
export default class UserStatesController {
  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const isActive = ctx.request.input('active') === '1'
    await updateUser({ id, isActive }, ctx.actor)
    say(
      ctx,
      isActive ? t('The user can sign in again.') : t('The user is deactivated and signed out.')
    )
    return ctx.response.redirect(`/admin/users/${id}`)
  }
}
