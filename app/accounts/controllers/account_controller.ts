import type { HttpContext } from '@adonisjs/core/http'
import { textField } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { updateUser } from '#accounts/actions/update_user'
import { getUser } from '#accounts/queries/get_user'
import { listGroups } from '#accounts/queries/list_groups'
import { listTokens } from '#accounts/queries/list_tokens'
import { tokenExpiries } from '#accounts/token_expiries'

/** The signed-in user's own page. */
export default class AccountController {
  async show({ actor, session, view }: HttpContext) {
    const user = await getUser(actor.id)
    const groups = await listGroups()
    return view.render('pages/accounts/account', {
      user,
      groups: groups.filter(({ id }) => user.groupIds.includes(id)),
      tokens: await listTokens(actor.id),
      expiries: tokenExpiries(),
      newToken: session.flashMessages.get('newToken'),
    })
  }

  async update(ctx: HttpContext) {
    await updateUser(
      {
        id: ctx.actor.id,
        firstName: textField(ctx, 'first_name'),
        lastName: textField(ctx, 'last_name'),
        email: textField(ctx, 'email'),
      },
      ctx.actor
    )
    say(ctx, t('Your profile is saved.'))
    return ctx.response.redirect('/account')
  }
}
