import { InvalidInput } from '#core/exceptions'
import { defineEndpoint, idOf } from '#core/http/endpoint'
import { readApiBody } from '#core/http/read_api_body'
import { answerOnce } from '#core/idempotency'
import { answerList } from '#core/resource/answer_list'
import {
  answerDetail,
  defineResourceEndpoints,
  writtenAnswer,
} from '#core/resource/define_endpoints'
import {
  fieldsSchema,
  filterParameters,
  listSchema,
  objectSchema,
} from '#core/resource/open_api_schemas'
import { parseFields } from '#core/resource/parse_input'
import type { InputOf } from '#core/resource/resource'
import { secret } from '#core/resource/text_fields'
import { createUser } from '#accounts/actions/create_user'
import { deleteGroup } from '#accounts/actions/delete_group'
import { deleteUser } from '#accounts/actions/delete_user'
import { revokeToken } from '#accounts/actions/revoke_token'
import { saveGroup } from '#accounts/actions/save_group'
import { setPassword } from '#accounts/actions/set_password'
import { updateUser } from '#accounts/actions/update_user'
import OwnUserController, { ownFields } from '#accounts/controllers/api/own_user_controller'
import ServerController from '#accounts/controllers/api/server_controller'
import TokensController, { signInFields } from '#accounts/controllers/api/tokens_controller'
import { groupResource } from '#accounts/resources/group'
import { tokenResource } from '#accounts/resources/token'
import { userResource } from '#accounts/resources/user'

const server = new ServerController()
const tokens = new TokensController()
const ownUser = new OwnUserController()

type UserInput = InputOf<typeof userResource>
type GroupInput = InputOf<typeof groupResource>

defineEndpoint(
  {
    method: 'GET',
    path: '/api/',
    summary: 'What server this is; needs no sign-in',
    tag: 'Server',
    isPublic: true,
    answer: { status: 200, schema: { type: 'object' } },
  },
  (ctx) => server.root(ctx)
)
defineEndpoint(
  {
    method: 'GET',
    path: '/api/version/',
    summary: 'The versions of server and API',
    tag: 'Server',
    answer: { status: 200, schema: { type: 'object' } },
  },
  (ctx) => server.version(ctx)
)

const issued = {
  type: 'object',
  required: ['token'],
  properties: {
    token: { type: 'string' },
    name: { type: 'string' },
    expiry: { type: 'string', format: 'date' },
  },
}

defineEndpoint(
  {
    method: 'POST',
    path: '/api/token/',
    summary: 'A token for a username and a password',
    tag: 'Sign-in',
    isPublic: true,
    isKeyless: true,
    body: fieldsSchema(signInFields),
    answer: { status: 200, schema: issued },
  },
  (ctx) => tokens.store(ctx)
)
for (const path of ['/api/user/token/', '/api/user/me/token/']) {
  defineEndpoint(
    {
      method: 'GET',
      path,
      summary: 'The token of that name of whoever asks, by password or by another token',
      tag: 'Sign-in',
      query: () => ({ name: { type: 'string', description: 'What the token is for' } }),
      answer: { status: 200, schema: issued },
    },
    (ctx) => tokens.show(ctx)
  )
}

const self = { status: 200, schema: objectSchema(userResource) }
defineEndpoint(
  { method: 'GET', path: '/api/user/me/', summary: 'Who asks', tag: 'Own account', answer: self },
  (ctx) => ownUser.show(ctx)
)
for (const method of ['PUT', 'PATCH'] as const) {
  defineEndpoint(
    {
      method,
      path: '/api/user/me/',
      summary: 'Change name or e-mail address of whoever asks',
      tag: 'Own account',
      body: fieldsSchema(ownFields),
      answer: self,
    },
    (ctx) => ownUser.update(ctx)
  )
}
for (const path of ['/api/user/roles/', '/api/user/me/roles/']) {
  defineEndpoint(
    {
      method: 'GET',
      path,
      summary: 'What whoever asks may do',
      tag: 'Own account',
      answer: { status: 200, schema: { type: 'object' } },
    },
    (ctx) => ownUser.roles(ctx)
  )
}

defineEndpoint(
  {
    method: 'GET',
    path: tokenResource.path,
    summary: 'Tokens: own ones, and for administrators everybody’s',
    tag: 'Sign-in',
    query: () => filterParameters(tokenResource),
    answer: { status: 200, schema: listSchema(tokenResource) },
  },
  (ctx) => answerList(ctx, tokenResource)
)
defineEndpoint(
  {
    method: 'GET',
    path: `${tokenResource.path}:id/`,
    summary: 'One token, without its text',
    tag: 'Sign-in',
    answer: { status: 200, schema: objectSchema(tokenResource) },
  },
  (ctx) => answerDetail(ctx, tokenResource)
)
defineEndpoint(
  {
    method: 'DELETE',
    path: `${tokenResource.path}:id/`,
    summary: 'Revoke a token',
    tag: 'Sign-in',
    answer: { status: 204, description: 'Revoked' },
  },
  (ctx) =>
    answerOnce(ctx, async (unit) => {
      await revokeToken(idOf(ctx), ctx.actor, unit)
      return { status: 204, text: null }
    })
)

function toUserValues(values: Partial<UserInput>) {
  return {
    username: values.username,
    email: values.email,
    firstName: values.first_name,
    lastName: values.last_name,
    isActive: values.is_active,
    isStaff: values.is_staff,
    isSuperuser: values.is_superuser,
    groupIds: values.group_ids,
  }
}

for (const path of [userResource.path, '/api/users/']) {
  defineResourceEndpoints(
    userResource,
    {
      create: (values, actor, unit) => {
        const { username, password } = values
        if (password === undefined) {
          throw InvalidInput.field('password', 'This field is required.')
        }
        return createUser({ ...toUserValues(values), username, password }, actor, unit)
      },
      update: async ({ id, values }, actor, unit) => {
        await updateUser({ id, ...toUserValues(values) }, actor, unit)
        const { password } = values
        if (password !== undefined) await setPassword({ userId: id, password }, actor, unit)
      },
      remove: deleteUser,
    },
    { path }
  )
}

const newPassword = { password: secret({ label: 'Password', required: true }) }
for (const method of ['PUT', 'PATCH'] as const) {
  defineEndpoint(
    {
      method,
      path: '/api/user/:id/set-password/',
      summary: 'Give a user a new password; ends their sessions',
      tag: userResource.label,
      needs: ['admin', 'change'],
      body: fieldsSchema(newPassword),
      answer: { status: 200, schema: objectSchema(userResource) },
    },
    async (ctx) => {
      const { password } = await parseFields(newPassword, await readApiBody(ctx))
      await answerOnce(ctx, async (unit) => {
        const id = idOf(ctx)
        await setPassword({ userId: id, password }, ctx.actor, unit)
        return writtenAnswer(200, userResource, { id, actor: ctx.actor, unit })
      })
    }
  )
}

defineResourceEndpoints(groupResource, {
  create: (values, actor, unit) => saveGroup(toGroupValues(values), actor, unit),
  update: async ({ id, values }, actor, unit) => {
    const row = await unit.trx.from('groups').where('id', id).firstOrFail()
    await saveGroup({ id, ...row, ...toGroupValues({ ...row, ...values }) }, actor, unit)
  },
  remove: deleteGroup,
})

function toGroupValues({ name, description, roles }: GroupInput) {
  return { name, description, rules: roles }
}
