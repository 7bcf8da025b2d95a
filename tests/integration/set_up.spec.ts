import { test } from '@japa/runner'
import { OwnServer } from '#tests/helpers/own_server'
import { Visitor } from '#tests/helpers/visitor'

const FORM = {
  username: 'owner',
  email: '',
  first_name: 'Ada',
  last_name: 'Holm',
  password: 'a password of tests',
  password_again: 'a password of tests',
}

test.group('Setting up', (group) => {
  group.tap((one) => one.tags(['@sqlite']))
  test('an empty Bincard leads everybody to the set-up page, which works once', async ({
    assert,
    cleanup,
  }) => {
    // The database of the tests has users already.
    const server = await OwnServer.start()
    cleanup(() => server.end())

    const visitor = new Visitor(server.base)
    for (const path of ['/account', '/sign-in']) {
      assert.equal((await visitor.get(path)).location, '/set-up', path)
    }
    await visitor.get('/set-up')
    await visitor.post('/set-up', { ...FORM, password_again: 'another' })
    assert.include((await visitor.get('/set-up')).text, 'The two passwords differ.')

    assert.equal((await visitor.post('/set-up', FORM)).location, '/')
    const users = await visitor.get('/admin/users')
    assert.include(users.text, 'owner</a>')
    assert.include(users.text, 'administrator · Superuser')
    const groups = await visitor.get('/admin/groups')
    for (const name of ['administrator', 'manager', 'staff', 'viewer']) {
      assert.include(groups.text, `${name}</a>`)
    }

    const late = new Visitor(server.base)
    assert.equal((await late.get('/set-up')).location, '/')
    await late.get('/sign-in')
    await late.post('/set-up', { ...FORM, username: 'intruder' }, { from: '/sign-in' })
    assert.include((await late.signIn('intruder', FORM.password)).location ?? '', '/sign-in')
    assert.equal((await late.get('/_ui')).status, 404, 'no style page in production')
  })
})
