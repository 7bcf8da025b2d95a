import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import db from '@adonisjs/lucid/services/db'
import { hashToken, issueToken } from '#accounts/actions/issue_token'
import { authCache } from '#accounts/auth_cache'
import { now, today } from '#core/time'
import { makeUser, PASSWORD, signedIn, Visitor } from '#tests/helpers/visitor'

const NEW_PASSWORD = 'another good one'

function passwordForm(fields: Record<string, string> = {}) {
  return {
    old_password: PASSWORD,
    new_password: NEW_PASSWORD,
    new_password_again: NEW_PASSWORD,
    ...fields,
  }
}

test.group('My account', (group) => {
  group.each.teardown(() => limiter.clear())

  test('a new password ends the other sessions, keeps this one and the tokens', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn()
    const elsewhere = new Visitor()
    await elsewhere.signIn(user.username)
    const { token } = await issueToken({ userId: user.id, name: 'till' })

    await visitor.post('/account/password', passwordForm(), { from: '/account' })

    assert.include((await visitor.get('/account')).text, 'API tokens stay')
    assert.equal((await elsewhere.get('/account')).status, 302)
    assert.include((await new Visitor().signIn(user.username)).location ?? '', '/sign-in')
    assert.equal((await new Visitor().signIn(user.username, NEW_PASSWORD)).location, '/')
    assert.exists(await authCache.token(hashToken(token), today(), now()))
  })

  test('refuses a password that is short, the username, typed differently, or without the old one')
    .with([
      [{ new_password: 'short', new_password_again: 'short' }, 'at least 10 characters'],
      [{ new_password_again: 'something else' }, 'The two passwords differ.'],
      [{ old_password: 'not it' }, 'That is not your password.'],
      [{ new_password: 'USERNAME', new_password_again: 'USERNAME' }, 'must not be the username'],
    ] as [Record<string, string>, string][])
    .run(async ({ assert }, [fields, message]) => {
      const { user, visitor } = await signedIn()
      const typed = Object.entries(fields).map(([name, value]) => [
        name,
        value === 'USERNAME' ? user.username.toUpperCase() : value,
      ])
      const form = passwordForm(Object.fromEntries(typed))
      await visitor.post('/account/password', form, { from: '/account' })
      assert.include((await visitor.get('/account')).text, message)
      assert.equal((await new Visitor().signIn(user.username)).location, '/')
    })

  test('a new token is shown once and works until it is revoked', async ({ assert }) => {
    const { user, visitor } = await signedIn()
    const form = { name: 'Till <1>', expiry: '2099-12-31' }
    await visitor.post('/account/tokens', form, { from: '/account' })
    const page = await visitor.get('/account')
    const token = /value="(inv-[0-9a-f]{40}-\d{8})"/.exec(page.text)?.[1] ?? ''
    assert.include(page.text, 'Till &lt;1&gt;')
    assert.exists(await authCache.token(hashToken(token), today(), now()))
    assert.notInclude((await visitor.get('/account')).text, token)

    const row = await db.from('api_tokens').where({ user_id: user.id }).first()
    await visitor.post(`/account/tokens/${row.id}/revoke`, {}, { from: '/account' })
    assert.notExists(await authCache.token(hashToken(token), today(), now()))
  })

  test('refuses a token without a name, of a used name, or for days gone by', async ({
    assert,
  }) => {
    const { visitor } = await signedIn()
    const make = async (name: string, expiry: string) => {
      await visitor.post('/account/tokens', { name, expiry }, { from: '/account' })
      return (await visitor.get('/account')).text
    }
    assert.include(await make('', '2099-12-31'), 'Give the token a name')
    assert.include(await make('Till', '2001-01-01'), 'today or a later day')
    assert.include(await make('Till', 'soon'), 'Choose a date')
    await make('Till', '2099-12-31')
    assert.include(await make('Till', '2099-12-31'), 'You have a token of that name')
  })

  test('an administrator finds a leaked token by its text, and ends it', async ({ assert }) => {
    const owner = await makeUser('staff')
    const { id, token } = await issueToken({ userId: owner.id, name: 'Scanner at the door' })
    const { visitor } = await signedIn()
    const find = (text: string) =>
      visitor.post('/admin/tokens/find', { token: text }, { from: '/admin/tokens' })

    const found = await find(`curl -H "Authorization: Token ${token}" https://shop.example/api/`)
    assert.equal(found.location, `/admin/tokens?token=${id}`)
    const page = await visitor.get(`/admin/tokens?token=${id}`)
    assert.include(page.text, owner.username)
    assert.notInclude(page.text, token)
    await visitor.post(`/admin/tokens/${id}/revoke`, {}, { from: `/admin/tokens?token=${id}` })
    assert.notExists(await authCache.token(hashToken(token), today(), now()))

    assert.equal((await find(token)).location, `/admin/tokens?token=${id}`)
    const lists = ['revoked', 'all', 'good'].map((state) =>
      visitor.get(`/admin/tokens?state=${state}&search=${owner.username}+scanner`)
    )
    const isIn = (await Promise.all(lists)).map(({ text }) => text.includes('Scanner at the door'))
    assert.deepEqual(isIn, [true, true, false])

    await find(`inv-${'0'.repeat(40)}-20260101`)
    assert.include((await visitor.get('/admin/tokens')).text, 'Nobody here has, or had, that token')
    await find('secret')
    assert.include((await visitor.get('/admin/tokens')).text, 'There is no token in this')
  })

  test('nobody revokes the token of another user', async ({ assert }) => {
    const { user } = await signedIn()
    const { id } = await issueToken({ userId: user.id, name: 'till' })
    const stranger = await signedIn('manager')
    const answer = await stranger.visitor.post(
      `/account/tokens/${id}/revoke`,
      {},
      { from: '/account' }
    )
    assert.equal(answer.status, 404)
    assert.notExists((await db.from('api_tokens').where('id', id).first()).revoked_at)
  })

  test('the profile is saved, and a bad email is refused with what was typed', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('viewer')
    const profile = { first_name: '<b>Ada</b>', last_name: 'Holm', email: 'nonsense' }
    await visitor.post('/account', profile)
    const refused = await visitor.get('/account')
    assert.include(refused.text, 'Enter a valid email address.')
    assert.include(refused.text, 'value="nonsense"')
    await visitor.post('/account', { ...profile, email: 'ada@example.com' })
    const saved = await visitor.get('/account')
    assert.include(saved.text, 'Your profile is saved.')
    assert.include(saved.text, '&lt;b&gt;Ada&lt;/b&gt;')
    assert.notInclude(saved.text, '<b>Ada</b>')
  })
})
