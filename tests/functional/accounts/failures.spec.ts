import { test } from '@japa/runner'
import { signedIn, Visitor } from '#tests/helpers/visitor'

test.group('Failed pages', () => {
  test('a refused form comes back whole, however long', async ({ assert }) => {
    const { visitor } = await signedIn()
    const description = `${'long '.repeat(1200)}<end>`
    await visitor.get('/admin/groups/new')
    const answer = await visitor.post(
      '/admin/groups',
      { name: 'Long', description },
      { from: '/admin/groups/new' }
    )
    assert.match(answer.location ?? '', /\/admin\/groups\/new$/)
    const page = await visitor.get('/admin/groups/new')
    assert.include(page.text, 'Use at most 250 characters.')
    assert.include(page.text, description.replace('<end>', '&lt;end&gt;'))
    assert.notInclude((await visitor.get('/admin/groups/new')).text, 'Use at most 250')
  })

  test('a refused form fits into what a browser keeps, in any script', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.get('/categories/new')
    const answer = await visitor.post(
      '/categories',
      { name: '漢'.repeat(400), default_location: '字'.repeat(1000) },
      { from: '/categories/new' }
    )
    for (const cookie of answer.headers.getSetCookie()) assert.isBelow(cookie.length, 4096)
    const page = await visitor.get('/categories/new')
    assert.include(page.text, '漢'.repeat(400))
    assert.include(page.text, `There is no “${'字'.repeat(1000)}”`)
  })

  test('passwords never come back', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.get('/admin/users/new')
    const form = { username: '', password: 'a secret of mine', password_again: 'a secret of mine' }
    await visitor.post('/admin/users', form, { from: '/admin/users/new' })
    const page = await visitor.get('/admin/users/new')
    assert.include(page.text, 'A username is needed.')
    assert.notInclude(page.text, 'a secret of mine')
  })

  test('a body that is too large is refused with a page', async ({ assert }) => {
    const answer = await new Visitor().post('/sign-in', { username: 'x'.repeat(1_100_000) })
    assert.equal(answer.status, 413)
    assert.include(answer.text, 'larger than Bincard takes')
  })

  test('files, packed bodies and JSON are refused before they are read')
    .with([
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
      { 'content-type': 'application/json' },
    ])
    .run(async ({ assert }, headers) => {
      const answer = await fetch(`http://${process.env.HOST}:${process.env.PORT}/sign-in`, {
        method: 'POST',
        headers: { ...headers },
        body: '--x--',
      })
      assert.equal(answer.status, 415)
      assert.include(await answer.text(), 'Only what a form sends is taken here.')
    })

  test('what is forbidden says so in the frame of the user', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const answer = await visitor.get('/admin/users')
    assert.equal(answer.status, 403)
    assert.include(answer.text, 'ask an administrator for the right')
    assert.include(answer.text, 'action="/sign-out"')
  })

  test('htmx is told in plain text, and sent to sign in when the session is over', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('viewer')
    const ask = (cookie: string) =>
      fetch(`http://${process.env.HOST}:${process.env.PORT}/admin/users`, {
        headers: { 'hx-request': 'true', cookie },
      })
    const refused = await ask(visitor.cookies)
    assert.equal(refused.status, 403)
    assert.equal(await refused.text(), 'You do not have permission to perform this action.')
    const ended = await ask('')
    assert.equal(ended.status, 401)
    assert.equal(ended.headers.get('hx-redirect'), '/sign-in?next=%2Fadmin%2Fusers')
  })

  test('every page forbids scripts of others, frames and keeping', async ({ assert }) => {
    const { visitor } = await signedIn()
    const { headers } = await visitor.get('/account')
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'/)
    assert.notInclude(headers.get('content-security-policy'), 'unsafe-eval')
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.include(headers.get('cache-control'), 'no-store')
  })
})
