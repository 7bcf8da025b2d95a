import { test } from '@japa/runner'
import { createUser } from '#accounts/actions/create_user'
import { SYSTEM } from '#accounts/audit'
import { PASSWORD, signedIn, Visitor } from '#tests/helpers/visitor'

test.group('Dashboard page', () => {
  test('asks a stranger to sign in', async ({ assert }) => {
    const visitor = new Visitor()

    const [page, part, stream] = [
      await visitor.get('/'),
      await visitor.get('/dashboard/figures'),
      await visitor.get('/__transmit/events?uid=1'),
    ]

    for (const answer of [page, part, stream]) {
      assert.equal(answer.status, 302)
      assert.match(answer.location ?? '', /^\/(sign-in|set-up)/)
    }
  })

  test('shows no figures to those who may not view stock', async ({ assert }) => {
    const username = `nobody-${Date.now()}`
    await createUser({ username, password: PASSWORD }, SYSTEM)
    const visitor = new Visitor()
    await visitor.signIn(username)

    const page = await visitor.get('/')
    const part = await visitor.get('/dashboard/figures')
    const progress = await visitor.get('/dashboard/import')

    assert.equal(page.status, 200)
    assert.include(page.text, 'You may not see stock figures')
    assert.notInclude(page.text, 'id="sales"')
    assert.deepEqual([part.status, progress.status], [403, 403])
  })

  test('takes any query for what it is', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')

    for (const query of [
      'range=<script>',
      'range[]=year',
      'top=__proto__',
      'from[a]=1&to=2',
      'from=9999-99-99',
    ]) {
      const page = await visitor.get(`/?${query}`)
      const part = await visitor.get(`/dashboard/figures?${query}`)

      assert.deepEqual([page.status, part.status], [200, 200], query)
      assert.notInclude(page.text, '<script>', query)
    }
  })
})

test.group('Live stream', () => {
  test('refuses channels and streams that are none', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const subscribe = (fields: Record<string, string>) =>
      visitor.post('/__transmit/subscribe', fields, { from: '/account' })

    const noUid = await visitor.get('/__transmit/events')
    const noChannel = await subscribe({ uid: 'a' })
    const unknown = await subscribe({ uid: 'a', channel: 'toString' })
    const closed = await subscribe({ uid: 'no-such-stream', channel: 'dashboard' })

    for (const answer of [noUid, noChannel, unknown, closed]) assert.equal(answer.status, 400)
  })
})

test.group('Health', () => {
  test('tells what the projections have yet to apply, and nothing of the business', async ({
    assert,
  }) => {
    const answer = await new Visitor().get('/health/ready')

    const { status, projections } = JSON.parse(answer.text)
    assert.equal(status, 'ok')
    assert.sameMembers(Object.keys(projections[0]), [
      'projection',
      'pending',
      'oldest_pending',
      'held',
    ])
  })
})
