import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import db from '@adonisjs/lucid/services/db'
import { renewPassword } from '#accounts/actions/renew_password'
import { updateUser } from '#accounts/actions/update_user'
import { SYSTEM } from '#accounts/audit'
import { baseUrl } from '#tests/helpers/api'
import { makeUser, signedIn, Visitor } from '#tests/helpers/visitor'

test.group('Signing in', (group) => {
  group.each.teardown(() => limiter.clear())

  test('sends a visitor to sign in, and afterwards to the page they wanted', async ({ assert }) => {
    const { username } = await makeUser()
    const visitor = new Visitor()
    const refused = await visitor.get('/admin/users?state=all')
    assert.equal(refused.location, '/sign-in?next=%2Fadmin%2Fusers%3Fstate%3Dall')
    const answer = await visitor.signIn(username, undefined, '/admin/users?state=all')
    assert.equal(answer.location, '/admin/users?state=all')
    assert.equal((await visitor.get('/admin/users?state=all')).status, 200)
  })

  test('never leads to another site', async ({ assert }) => {
    const { username } = await makeUser()
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '/\t/evil.example/',
      'javascript:alert(1)',
      '/..//evil.example/',
    ]) {
      const answer = await new Visitor().signIn(username, undefined, next)
      assert.equal(answer.status, 302)
      const target = new URL(answer.location ?? '', 'http://here')
      assert.equal(target.host, 'here', next)
    }
  })

  test('says the same of a wrong password and of an unknown name', async ({ assert }) => {
    const { username } = await makeUser()
    for (const name of [username, 'nobody at all']) {
      const visitor = new Visitor()
      const answer = await visitor.signIn(name, 'wrong')
      const page = await visitor.get(answer.location ?? '')
      assert.include(page.text, 'The username or the password is wrong.')
      assert.include(page.text, `value="${name}"`)
      assert.notInclude(page.text, 'value="wrong"')
    }
  })

  test('is possible with the password that the operator has renewed', async ({ assert }) => {
    const { id, username } = await makeUser()
    const old = new Visitor()
    await old.signIn(username)
    const renewed = await renewPassword(username.toUpperCase())
    assert.match(renewed.password, /^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/)
    assert.equal((await old.get('/items')).status, 302)
    const visitor = new Visitor()
    await visitor.signIn(username, renewed.password)
    assert.equal((await visitor.get('/items')).status, 200)
    const entry = await db
      .from('audit_log')
      .where({ action: 'change password', model_id: id })
      .firstOrFail()
    assert.equal(entry.username, 'system')
    await assert.rejects(() => renewPassword('nobody at all'))
  })

  test('asks to wait after ten failures', async ({ assert }) => {
    const { username } = await makeUser()
    const visitor = new Visitor()
    for (let attempt = 0; attempt < 10; attempt++) await visitor.signIn(username, 'wrong')
    const answer = await visitor.signIn(username)
    const page = await visitor.get(answer.location ?? '')
    assert.match(page.text, /Too many failed attempts\. Try again in \d minutes?\./)
  })

  test('refuses a form without its token', async ({ assert }) => {
    const { username } = await makeUser()
    const visitor = new Visitor()
    await visitor.get('/sign-in')
    const answer = await visitor.post('/sign-in', { username, password: 'x' }, { csrf: false })
    assert.equal(answer.status, 403)
    assert.include(answer.text, 'no longer valid')
  })

  test('begins a session of a new id, so that a planted one is worth nothing', async ({
    assert,
  }) => {
    const { username } = await makeUser()
    const visitor = new Visitor()
    await visitor.get('/sign-in')
    const before = visitor.cookie('bincard-session')
    await visitor.signIn(username)
    assert.exists(before)
    assert.notEqual(visitor.cookie('bincard-session'), before)
  })

  test('signs out', async ({ assert }) => {
    const { visitor } = await signedIn()
    assert.equal((await visitor.post('/sign-out', {})).location, '/sign-in')
    assert.equal((await visitor.get('/account')).location, '/sign-in?next=%2Faccount')
  })

  test('ends the session for whoever has a copy of its cookie, and no other of the user', async ({
    assert,
  }) => {
    const { visitor, user } = await signedIn('viewer')
    const copy = visitor.cookies
    const other = new Visitor()
    await other.signIn(user.username)
    const withCopy = () =>
      fetch(`${baseUrl()}/account`, { headers: { cookie: copy }, redirect: 'manual' })
    const before = await withCopy()
    await visitor.get('/account')
    await visitor.post('/sign-out', {})
    const after = await withCopy()

    assert.equal(before.status, 200)
    assert.equal(after.status, 302)
    assert.match(after.headers.get('location') ?? '', /^\/sign-in/)
    assert.equal((await other.get('/account')).status, 200)
    assert.equal((await other.get('/account/session')).status, 204)
  })

  test('a deactivated user is out at once and cannot come back', async ({ assert }) => {
    const { user, visitor } = await signedIn('staff')
    await updateUser({ id: user.id, isActive: false }, SYSTEM)
    assert.equal((await visitor.get('/account')).status, 302)
    assert.include((await visitor.signIn(user.username)).location ?? '', '/sign-in')
    await updateUser({ id: user.id, isActive: true }, SYSTEM)
    assert.equal((await visitor.get('/account')).status, 302, 'the old session stays ended')
  })

  test('notes when the user last signed in', async ({ assert }) => {
    const { user } = await signedIn()
    const row = await db.from('users').where('id', user.id).first()
    assert.match(row.last_login_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/)
  })

  test('keeps the theme in a cookie of the browser', async ({ assert }) => {
    const visitor = new Visitor()
    assert.include((await visitor.get('/sign-in')).text, 'data-bs-theme="system"')
    await visitor.post('/theme', { theme: 'dark' }, { from: '/sign-in' })
    assert.include((await visitor.get('/sign-in')).text, 'data-bs-theme="dark"')
    await visitor.post('/theme', { theme: '"><script>' }, { from: '/sign-in' })
    assert.include((await visitor.get('/sign-in')).text, 'data-bs-theme="system"')
  })
})
