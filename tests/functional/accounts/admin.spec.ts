import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { makeFirstAdministrator } from '#accounts/actions/make_first_administrator'
import { saveGroup } from '#accounts/actions/save_group'
import { updateUser } from '#accounts/actions/update_user'
import { requireAdministrator } from '#accounts/administrators'
import { SYSTEM } from '#accounts/audit'
import { InvalidInput } from '#core/exceptions'
import { transact } from '#core/unit_of_work'
import { makeUser, PASSWORD, signedIn, Visitor, type StandardGroup } from '#tests/helpers/visitor'

const ADMIN_PAGES = [
  '/admin/users',
  '/admin/users/new',
  '/admin/groups',
  '/admin/groups/new',
  '/admin/tokens',
  '/admin/audit',
]

test.group('Users and groups', () => {
  test('only administrators see the admin pages or the way there')
    .with(['manager', 'staff', 'viewer'] as StandardGroup[])
    .run(async ({ assert }, group) => {
      const { user, visitor } = await signedIn(group)
      assert.notInclude((await visitor.get('/account')).text, 'href="/admin/users"')
      for (const page of ADMIN_PAGES) assert.equal((await visitor.get(page)).status, 403, page)
      const forms = ['/admin/users', `/admin/users/${user.id}`, `/admin/users/${user.id}/password`]
      for (const form of forms) {
        assert.equal(
          (await visitor.post(form, { username: 'x' }, { from: '/account' })).status,
          403
        )
      }
    })

  test('a viewer sees no buttons to book stock, staff do', async ({ assert }) => {
    const viewer = await signedIn('viewer')
    assert.notInclude((await viewer.visitor.get('/account')).text, '/transactions/new')
    const staff = await signedIn('staff')
    assert.include((await staff.visitor.get('/account')).text, '/transactions/new?type=OUT')
  })

  test('an administrator makes a user, who then can sign in', async ({ assert }) => {
    const { visitor } = await signedIn()
    const username = `new-${randomUUID()}`
    const group = await db.from('groups').where('name', 'viewer').first()
    const form = {
      username,
      'password': PASSWORD,
      'password_again': PASSWORD,
      'groups[]': `${group.id}`,
    }
    await visitor.get('/admin/users/new')
    assert.equal((await visitor.post('/admin/users', form)).location, '/admin/users')
    const list = await visitor.get(`/admin/users?search=${username}`)
    assert.include(list.text, `${username}</a>`)
    assert.equal((await new Visitor().signIn(username)).location, '/')

    await visitor.post(
      '/admin/users',
      { ...form, username: username.toUpperCase() },
      { from: '/admin/users/new' }
    )
    const refused = await visitor.get('/admin/users/new')
    assert.include(refused.text, 'A user with that username already exists.')
    assert.match(refused.text, new RegExp(`value="${group.id}" checked`))
  })

  test('deactivating, a new password and new groups hold at once', async ({ assert }) => {
    const { visitor } = await signedIn()
    const other = await signedIn('viewer')
    const groups = await db.from('groups').where('name', 'staff')
    const change = { 'username': other.user.username, 'groups[]': `${groups[0].id}` }
    await visitor.post(`/admin/users/${other.user.id}`, change)
    assert.include((await other.visitor.get('/account')).text, '/transactions/new?type=OUT')

    const password = { new_password: 'one that is new' }
    await visitor.post(`/admin/users/${other.user.id}/password`, password)
    assert.equal((await other.visitor.get('/account')).status, 302)

    await visitor.post(`/admin/users/${other.user.id}/state`, { active: '0' })
    const again = await new Visitor().signIn(other.user.username, 'one that is new')
    assert.include(again.location ?? '', '/sign-in')
    const entries = await db.from('audit_log').where({ model: 'user', model_id: other.user.id })
    assert.sameMembers(
      entries.map(({ action }) => action),
      ['create', 'change', 'change password', 'change']
    )
  })

  test('an administrator who is no superuser cannot touch one, nor become one', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn()
    const superuser = await makeUser()
    await updateUser({ id: superuser.id, isSuperuser: true }, SYSTEM)
    const password = { new_password: 'one that is new' }
    const path = `/admin/users/${superuser.id}`
    assert.equal((await visitor.post(`${path}/password`, password)).status, 403)
    assert.equal((await visitor.post(`${path}/state`, { active: '0' })).status, 403)
    await visitor.post(`/admin/users/${user.id}`, { username: user.username, is_superuser: '1' })
    assert.equal((await db.from('users').where('id', user.id).first()).is_superuser, 0)
  })

  test('the last active administrator cannot be taken away', async ({ assert }) => {
    class Undo extends Error {}
    await makeUser('administrator')
    const attempt = transact(async (unit) => {
      await requireAdministrator(unit)
      await unit.trx.from('users').update({ is_superuser: 0, is_active: 0 })
      await assert.rejects(() => requireAdministrator(unit), InvalidInput)
      await unit.trx.from('users').update({ is_active: 1 })
      await requireAdministrator(unit)
      await unit.trx.from('rule_sets').where('area', 'admin').update({ can_change: 0 })
      await assert.rejects(() => requireAdministrator(unit), InvalidInput)
      throw new Undo()
    })
    await assert.rejects(() => attempt, Undo)
  })

  test('the first administrator is made once only', async ({ assert }) => {
    await makeUser()
    const another = { username: `late-${randomUUID()}`, password: PASSWORD }
    await assert.rejects(() => makeFirstAdministrator(another), 'Bincard is set up already.')
    const visitor = new Visitor()
    assert.equal((await visitor.get('/set-up')).location, '/')
    await visitor.get('/sign-in')
    await visitor.post('/set-up', { ...another, password_again: PASSWORD }, { from: '/sign-in' })
    assert.lengthOf(await db.from('users').where('username', another.username), 0)
  })

  test('a group holds the rights that are ticked, and goes when nobody is in it', async ({
    assert,
  }) => {
    const { visitor } = await signedIn()
    const name = `Counters ${randomUUID()}`
    const rights = ['stock.change', 'part.view', 'nonsense.view']
    await visitor.get('/admin/groups/new')
    await visitor.post('/admin/groups', { name, 'rights[]': rights })
    const group = await db.from('groups').where('name', name).first()
    const rules = await db.from('rule_sets').where('group_id', group.id)
    const held = rules.filter((rule) => rule.can_view || rule.can_change)
    assert.sameMembers(
      held.map(({ area }) => area),
      ['stock', 'part']
    )
    const stock = rules.find(({ area }) => area === 'stock')
    assert.include(stock, { can_view: 1, can_change: 1, can_add: 0, can_delete: 0 })

    const { id } = await makeUser()
    await updateUser({ id, groupIds: [group.id] }, SYSTEM)
    await visitor.post(`/admin/groups/${group.id}/delete`, {}, { from: '/admin/groups' })
    assert.exists(await db.from('groups').where('id', group.id).first())
    await updateUser({ id, groupIds: [] }, SYSTEM)
    await visitor.post(`/admin/groups/${group.id}/delete`, {}, { from: '/admin/groups' })
    assert.notExists(await db.from('groups').where('id', group.id).first())
  })

  test('a change of a group reaches its users at once', async ({ assert }) => {
    const { user, visitor } = await signedIn('viewer')
    const id = await saveGroup(
      { name: `Group ${randomUUID()}`, rules: { stock: ['view'] } },
      SYSTEM
    )
    await updateUser({ id: user.id, groupIds: [id] }, SYSTEM)
    assert.notInclude((await visitor.get('/account')).text, 'type=IN')
    await saveGroup(
      { id, name: `Group ${randomUUID()}`, rules: { stock: ['view', 'add'] } },
      SYSTEM
    )
    assert.include((await visitor.get('/account')).text, 'type=IN')
  })

  test('pages that are not there, and ids that are none, are "not found"', async ({ assert }) => {
    const { visitor } = await signedIn()
    for (const path of [
      '/nowhere',
      '/admin/users/0',
      '/admin/users/99999999999999999999',
      '/admin/groups/x',
    ]) {
      const answer = await visitor.get(path)
      assert.equal(answer.status, 404, path)
      assert.include(answer.text, 'There is nothing at this address.')
    }
  })
})
