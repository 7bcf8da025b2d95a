import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { pageNumber, secretField, textField, toId } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { findToken } from '#accounts/queries/find_token'
import { listAllTokens, TOKEN_STATES } from '#accounts/queries/list_all_tokens'

/** Admin: the API tokens of everybody. */
export default class TokensController {
  async index(ctx: HttpContext) {
    const { state, token } = ctx.request.qs()
    const filter = {
      search: textField(ctx, 'search'),
      state: TOKEN_STATES.find((known) => known === state) ?? 'good',
      id: toId(token),
      page: pageNumber(ctx),
    }
    return ctx.view.render('pages/accounts/all_tokens', {
      filter,
      ...(await listAllTokens(filter)),
    })
  }

  /** Whose a token is that was found somewhere. By POST, so that its text comes into no address and no log. */
  async find(ctx: HttpContext) {
    const id = await findToken(secretField(ctx, 'token'))
    if (id === undefined)
      throw InvalidInput.field('token', t('There is no token in this: they begin with “inv-”.'))
    if (id === null) throw InvalidInput.field('token', t('Nobody here has, or had, that token.'))
    return ctx.response.redirect(`/admin/tokens?token=${id}`)
  }
}
