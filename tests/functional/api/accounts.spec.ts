import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { authCache } from '#accounts/auth_cache'
import { anonymous, ApiClient, apiAs } from '#tests/helpers/api'
import { makeUser, PASSWORD } from '#tests/helpers/visitor'

const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

test.group('Server and tokens of the API', () => {
  test('strangers learn what server this is, in the bytes clients know', async ({ assert }) => {
    const answer = await anonymous.get('/api/')
    assert.equal(answer.status, 200)
    assert.match(
      answer.text,
      /^\{"server": "InvenTree", "id": null, "version": "1\.5\.0 dev", "instance": "[^"]*", "apiVersion": 530, "worker_running": (true|false), /
    )
    assert.include(answer.text, '"system_health": null, "database": null, "platform": null')
    assert.equal(answer.headers.get('content-type'), 'application/json')
    assert.equal((await anonymous.get('/api')).status, 404)
    assert.equal((await anonymous.get('/api/version/')).status, 401)
    const known = await apiAs()
    assert.equal((await known.get('/api/version/')).json.version.api, 530)
  })

  test('a username and a password give a token', async ({ assert }) => {
    const { username } = await makeUser()
    const answer = await anonymous.post('/api/token/', { username, password: PASSWORD })
    assert.equal(answer.status, 200)
    assert.match(answer.json.token, /^inv-[0-9a-f]{40}-\d{8}$/)
    const me = await new ApiClient(0, answer.json.token).get('/api/user/me/')
    assert.equal(me.json.username, username)
    const stored = await db.from('api_tokens').orderBy('id', 'desc').first()
    assert.notInclude(JSON.stringify(stored), answer.json.token)
  })

  test('a token shows when it was last used, once that is written', async ({ assert }) => {
    const api = await apiAs()
    const read = () => db.from('api_tokens').where('user_id', api.userId).first()
    assert.isNull((await read()).last_used_at)
    await api.get('/api/user/me/')
    await authCache.writeLastUsed()
    const lastUsed = (await read()).last_used_at
    assert.isAbove(Date.parse(`${lastUsed.replace(' ', 'T')}Z`), Date.now() - 60_000)
  })

  test('a wrong password is 401, and what is missing 400', async ({ assert }) => {
    const { username } = await makeUser()
    const wrong = await anonymous.post('/api/token/', { username, password: 'wrong' })
    assert.equal(wrong.status, 401)
    assert.deepEqual(wrong.json, { detail: 'Invalid username/password.' })
    const missing = await anonymous.post('/api/token/', { password: 5 })
    assert.equal(missing.status, 400)
    assert.deepEqual(missing.json, {
      username: ['This field is required.'],
      password: ['This field may not be blank.'],
    })
    assert.equal((await anonymous.post('/api/token/', [])).status, 400)
  })

  test('too many wrong passwords have to wait, sent at once as well', async ({ assert }) => {
    const { username } = await makeUser()
    const path = '/api/user/me/'
    const guess = () => anonymous.get(path, { headers: basic(username, 'wrong') })
    const answers = await Promise.all(Array.from({ length: 18 }, guess))
    const refused = answers.filter(({ status }) => status === 429)
    // Some guesses end in the same moment as the tenth.
    assert.isAtLeast(refused.length, 4)
    for (const { headers } of refused) assert.isAbove(Number(headers.get('retry-after')), 0)
    assert.equal((await anonymous.get(path, { headers: basic(username, PASSWORD) })).status, 429)
    const other = await makeUser()
    const good = await anonymous.get(path, { headers: basic(other.username, PASSWORD) })
    assert.equal(good.status, 200)
  })

  test('the token of a name is given again while it is good', async ({ assert }) => {
    const { username } = await makeUser()
    const path = '/api/user/token/?name=wire-facts'
    const first = await anonymous.get(path, { headers: basic(username, PASSWORD) })
    assert.deepEqual(Object.keys(first.json), ['token', 'name', 'expiry'])
    const client = new ApiClient(0, first.json.token)
    const second = await client.get(path)
    assert.deepEqual(second.json, first.json)
    const other = await client.get('/api/user/me/token/?name=other')
    assert.notEqual(other.json.token, first.json.token)
  })

  test('tokens are listed without their text, and end when revoked', async ({ assert }) => {
    const user = await apiAs('staff')
    const { json: made } = await user.get('/api/user/token/?name=doomed')
    const list = await user.get('/api/user/tokens/?name=doomed')
    assert.lengthOf(list.json, 1)
    assert.deepEqual(Object.keys(list.json[0]).slice(0, 9), [
      'created',
      'expiry',
      'id',
      'last_seen',
      'name',
      'token',
      'active',
      'revoked',
      'user',
    ])
    assert.notInclude(list.text, made.token)
    const doomed = new ApiClient(0, made.token)
    assert.equal((await doomed.get('/api/user/me/')).status, 200)
    const stranger = await apiAs('staff')
    assert.equal((await stranger.delete(`/api/user/tokens/${list.json[0].id}/`)).status, 404)
    assert.equal((await stranger.get(`/api/user/tokens/${list.json[0].id}/`)).status, 404)
    assert.equal((await user.delete(`/api/user/tokens/${list.json[0].id}/`)).status, 204)
    assert.deepEqual((await doomed.get('/api/user/me/')).json, { detail: 'Invalid token.' })
  })
})

test.group('Users of the API', () => {
  test('see themselves byte for byte as InvenTree shows them', async ({ assert }) => {
    const user = await apiAs('viewer')
    const { username } = await db.from('users').where('id', user.userId).first()
    const { id: groupId } = await db.from('groups').where('name', 'viewer').first()
    const answer = await user.get('/api/user/me/')
    assert.equal(
      answer.text,
      `{"pk":${user.userId},"username":"${username}","first_name":"","last_name":"","email":"",` +
        `"groups":[{"pk":${groupId},"name":"viewer"}],"is_staff":false,"is_superuser":false,` +
        `"is_active":true,"profile":{"language":null,"theme":null,"widgets":null,` +
        `"displayname":null,"position":null,"status":null,"location":null,"active":true,` +
        `"contact":null,"type":"internal","organisation":null,"primary_group":null}}`
    )
  })

  test('change their own names, and nothing more', async ({ assert }) => {
    const user = await apiAs('viewer')
    const answer = await user.patch('/api/user/me/', { first_name: 'Vi', is_superuser: true })
    assert.equal(answer.status, 200)
    assert.equal(answer.json.first_name, 'Vi')
    assert.isFalse(answer.json.is_superuser)
    const bad = await user.patch('/api/user/me/', { email: 'nonsense' })
    assert.deepEqual(bad.json, { email: ['Enter a valid email address.'] })
  })

  test('learn what they may do', async ({ assert }) => {
    const viewer = await apiAs('viewer')
    const { json } = await viewer.get('/api/user/roles/')
    assert.equal(json.user, viewer.userId)
    assert.isNull(json.roles.admin)
    assert.deepEqual(json.roles.part, ['view'])
    assert.deepEqual(json.permissions.part, ['view'])
    assert.notProperty(json.permissions, 'user')
  })

  test('are managed by administrators alone', async ({ assert }) => {
    const admin = await apiAs('administrator')
    const username = `api-${randomUUID()}`
    const { id: groupId } = await db.from('groups').where('name', 'staff').first()
    const made = await admin.post('/api/users/', {
      username,
      password: 'long enough for all',
      email: 'a@example.com',
      group_ids: [groupId],
    })
    assert.equal(made.status, 201)
    assert.deepEqual(made.json.groups, [{ pk: groupId, name: 'staff' }])
    assert.notInclude(made.text, 'long enough')
    const token = await anonymous.post('/api/token/', { username, password: 'long enough for all' })
    const client = new ApiClient(made.json.pk, token.json.token)
    assert.equal((await client.get('/api/users/')).status, 403)
    assert.deepEqual((await client.get('/api/users/')).json, {
      detail: 'You do not have permission to perform this action.',
    })

    const removed = await admin.delete(`/api/user/${made.json.pk}/`)
    assert.equal(removed.status, 204)
    assert.deepEqual((await client.get('/api/part/?limit=1')).json, { detail: 'Invalid token.' })
    assert.isFalse((await admin.get(`/api/user/${made.json.pk}/`)).json.is_active)
  })

  test('need a good name and a good password', async ({ assert }) => {
    const admin = await apiAs('administrator')
    const none = await admin.post('/api/user/', { username: `x${randomUUID()}` })
    assert.deepEqual(none.json, { password: ['This field is required.'] })
    const short = await admin.post('/api/user/', {
      username: `x${randomUUID()}`,
      password: 'short',
    })
    assert.equal(short.status, 400)
    assert.property(short.json, 'password')
    const group = await admin.post('/api/user/', {
      username: `x${randomUUID()}`,
      password: 'long enough for all',
      group_ids: ['x'],
    })
    assert.equal(group.status, 400)
  })

  test('come in groups whose rights take effect at once', async ({ assert }) => {
    const admin = await apiAs('administrator')
    const name = `Group ${randomUUID()}`
    const made = await admin.post('/api/user/group/', { name, roles: { part: ['view'] } })
    assert.equal(made.status, 201)
    const user = await apiAs('viewer')
    await admin.patch(`/api/user/${user.userId}/`, { group_ids: [made.json.pk] })
    assert.equal((await user.get('/api/part/?limit=1')).status, 200)
    assert.equal((await user.get('/api/company/?limit=1')).status, 403)
    const changed = await admin.patch(`/api/user/group/${made.json.pk}/`, {
      roles: { stock: ['view'] },
    })
    assert.deepEqual(changed.json.roles.part, [])
    assert.equal((await user.get('/api/part/?limit=1')).status, 403)
    const bad = await admin.patch(`/api/user/group/${made.json.pk}/`, {
      roles: { nonsense: ['view'] },
    })
    assert.deepEqual(bad.json, { roles: ['"nonsense" is not a valid choice.'] })
    assert.equal((await admin.delete(`/api/user/group/${made.json.pk}/`)).status, 400)
    await admin.patch(`/api/user/${user.userId}/`, { group_ids: [] })
    assert.equal((await admin.delete(`/api/user/group/${made.json.pk}/`)).status, 204)
  })
})
