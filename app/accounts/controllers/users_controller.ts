import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import {
  idsField,
  isTicked,
  pageNumber,
  secretField,
  textField,
  toId,
} from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { createUser } from '#accounts/actions/create_user'
import { updateUser } from '#accounts/actions/update_user'
import { getUser } from '#accounts/queries/get_user'
import { listGroups } from '#accounts/queries/list_groups'
import { listTokens } from '#accounts/queries/list_tokens'
import { listUsers, type UserFilter } from '#accounts/queries/list_users'

const STATES: UserFilter['state'][] = ['active', 'inactive', 'all']

/** Admin: users. */
export default class UsersController {
  async index(ctx: HttpContext) {
    const state = STATES.find((known) => known === ctx.request.qs().state) ?? 'active'
    const filter = { search: textField(ctx, 'search'), state, page: pageNumber(ctx) }
    return ctx.view.render('pages/accounts/users/index', { filter, ...(await listUsers(filter)) })
  }

  async create({ view }: HttpContext) {
    return view.render('pages/accounts/users/create', { groups: await listGroups() })
  }

  async store(ctx: HttpContext) {
    const username = textField(ctx, 'username')
    await createUser({ ...readUser(ctx), password: readPassword(ctx) }, ctx.actor)
    say(ctx, t('{name} can sign in now.', { name: username }))
    return ctx.response.redirect('/admin/users')
  }

  async edit({ params, view }: HttpContext) {
    const user = await getUser(toId(params.id))
    const [groups, tokens] = [await listGroups(), await listTokens(user.id)]
    return view.render('pages/accounts/users/edit', { user, groups, tokens })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const superuser = ctx.actor.isSuperuser ? { isSuperuser: isTicked(ctx, 'is_superuser') } : {}
    await updateUser({ id, ...readUser(ctx), ...superuser }, ctx.actor)
    say(ctx, t('The user is saved.'))
    return ctx.response.redirect(`/admin/users/${id}`)
  }
}

function readUser(ctx: HttpContext) {
  return {
    username: textField(ctx, 'username'),
    firstName: textField(ctx, 'first_name'),
    lastName: textField(ctx, 'last_name'),
    email: textField(ctx, 'email'),
    groupIds: idsField(ctx, 'groups'),
  }
}

function readPassword(ctx: HttpContext): string {
  const password = secretField(ctx, 'password')
  if (password === secretField(ctx, 'password_again')) return password
  throw InvalidInput.field('password_again', t('The two passwords differ.'))
}
