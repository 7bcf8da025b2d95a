import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { anonymous, apiAs, type ApiClient } from '#tests/helpers/api'

const READS = [
  '/api/part/?limit=1',
  '/api/parts/?limit=1',
  '/api/part/category/?limit=1',
  '/api/categories/?limit=1',
  '/api/part/category/tree/?limit=1',
  '/api/company/?limit=1',
  '/api/suppliers/?limit=1',
  '/api/stock/?limit=1',
  '/api/stock/location/?limit=1',
  '/api/stock/location/tree/?limit=1',
  '/api/locations/?limit=1',
  '/api/stock/track/?limit=1',
  '/api/stock/status/',
  '/api/transactions/?limit=1',
  '/api/dashboard/',
  '/api/schema/',
]

const WRITES = [
  ['POST', '/api/part/'],
  ['PATCH', '/api/part/'],
  ['POST', '/api/parts/'],
  ['POST', '/api/part/category/'],
  ['POST', '/api/company/'],
  ['POST', '/api/suppliers/'],
  ['POST', '/api/stock/'],
  ['DELETE', '/api/stock/'],
  ['POST', '/api/stock/add/'],
  ['POST', '/api/stock/remove/'],
  ['POST', '/api/stock/count/'],
  ['POST', '/api/stock/transfer/'],
  ['POST', '/api/stock/change_status/'],
  ['POST', '/api/stock/location/'],
  ['POST', '/api/transactions/'],
  ['POST', '/api/users/'],
  ['POST', '/api/user/group/'],
  ['POST', '/api/webhook/'],
]

test.group('Rights of the API', () => {
  test('strangers get nothing', async ({ assert }) => {
    for (const path of READS) assert.equal((await anonymous.get(path)).status, 401, path)
    for (const [method, path] of WRITES) {
      assert.equal((await anonymous.send(method, path, { body: {} })).status, 401, path)
    }
  })

  test('viewers see all of the business and change nothing', async ({ assert }) => {
    const viewer = await apiAs('viewer')
    for (const path of READS) assert.equal((await viewer.get(path)).status, 200, path)
    for (const [method, path] of WRITES) {
      const answer = await viewer.send(method, path, { body: {} })
      assert.equal(answer.status, 403, `${method} ${path}`)
      assert.deepEqual(answer.json, {
        detail: 'You do not have permission to perform this action.',
      })
    }
    assert.equal((await viewer.get('/api/users/')).status, 403)
    assert.equal((await viewer.get('/api/webhook/')).status, 403)
    assert.equal((await viewer.get('/api/webhook/delivery/')).status, 403)
  })

  test('staff book and edit, but delete nothing', async ({ assert }) => {
    const staff: ApiClient = await apiAs('staff')
    const { json, status } = await staff.post('/api/part/', { name: `Staff ${randomUUID()}` })
    assert.equal(status, 201)
    assert.equal((await staff.patch(`/api/part/${json.pk}/`, { notes: 'x' })).status, 200)
    assert.equal((await staff.delete(`/api/part/${json.pk}/`)).status, 403)
    assert.equal((await staff.delete(`/api/parts/${json.pk}/`)).status, 403)
    assert.equal((await staff.post('/api/part/category/', { name: 'x' })).status, 403)
  })

  test('managers do all but users', async ({ assert }) => {
    const manager = await apiAs('manager')
    const { json } = await manager.post('/api/part/', { name: `Managed ${randomUUID()}` })
    assert.equal((await manager.delete(`/api/parts/${json.pk}/`)).status, 200)
    assert.equal((await manager.post('/api/users/', {})).status, 403)
  })

  test('nested details of what may not be seen stay hidden', async ({ assert }) => {
    const admin = await apiAs('administrator')
    const group = await admin.post('/api/user/group/', {
      name: `Parts only ${randomUUID()}`,
      roles: { part: ['view'] },
    })
    const { json: category } = await admin.post('/api/categories/', { name: `C ${randomUUID()}` })
    const { json: part } = await admin.post('/api/part/', {
      name: `P ${randomUUID()}`,
      category: category.pk,
    })
    const user = await apiAs('viewer')
    await admin.patch(`/api/user/${user.userId}/`, { group_ids: [group.json.pk] })
    const answer = await user.get(`/api/part/${part.pk}/?category_detail=true`)
    assert.equal(answer.status, 200)
    assert.isNull(answer.json.category_detail)
  })
})
