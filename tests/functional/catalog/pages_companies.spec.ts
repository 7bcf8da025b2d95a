import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { makeSupplier, ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

test.group('Company pages', () => {
  test('adds a supplier that is a customer too, and lists it in both tabs', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Northwind')
    await visitor.get('/suppliers/new')
    const answer = await visitor.post('/suppliers', {
      name,
      contact: 'Anna Berg',
      email: 'anna@example.com',
      website: 'https://example.com',
      lead_time_days: '14',
      currency: 'EUR',
      is_supplier: ['', '1'],
      is_manufacturer: '',
      is_customer: ['', '1'],
      active: ['', '1'],
    })
    const company = await db.from('companies').where('name', name).firstOrFail()
    assert.equal(answer.location, `/suppliers/${company.id}`)
    assert.containsSubset(company, {
      contact: 'Anna Berg',
      lead_time_days: 14,
      currency: 'EUR',
      is_supplier: 1,
      is_manufacturer: 0,
      is_customer: 1,
      is_active: 1,
    })
    const search = `search=${name.slice(-8)}`
    assert.include((await visitor.get(`/suppliers?${search}`)).text, name)
    assert.include((await visitor.get(`/suppliers?role=customer&${search}`)).text, name)
    assert.notInclude((await visitor.get(`/suppliers?role=manufacturer&${search}`)).text, name)
  })

  test('keeps what was typed and says what is wrong', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.get('/suppliers/new')
    const form = {
      name: '',
      email: 'nobody',
      currency: 'pounds',
      lead_time_days: '-1',
      notes: 'Kept',
    }
    await visitor.post('/suppliers', form, { from: '/suppliers/new' })
    const { text } = await visitor.get('/suppliers/new')
    for (const shown of [
      'Fill this in.',
      'Enter a valid email address.',
      'Must be 0 or more.',
      'Kept',
    ])
      assert.include(text, shown)
  })

  test('shows the items of a supplier, and deactivates instead of deleting while there are some', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const used = await makeSupplier()
    const unused = await makeSupplier()
    const name = ownName('Mug')
    const part = await makePart({ name })
    await db.from('parts').where('id', part).update({ supplier_id: used.id })
    assert.include((await visitor.get(`/suppliers/${used.id}`)).text, name)

    await visitor.post(`/suppliers/${used.id}/delete`, {})
    const { text } = await visitor.get(`/suppliers/${used.id}`)
    assert.include(text, 'was not deleted, because items, stock or orders name it')
    assert.include(text, 'This company is inactive')
    await visitor.post(`/suppliers/${used.id}/activate`, {})
    assert.equal((await db.from('companies').where('id', used.id).first()).is_active, 1)

    await visitor.post(`/suppliers/${unused.id}/delete`, {})
    assert.isNull(await db.from('companies').where('id', unused.id).first())
  })

  test('a viewer sees companies but cannot write', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const { id } = await makeSupplier()
    const text =
      (await visitor.get('/suppliers')).text + (await visitor.get(`/suppliers/${id}`)).text
    for (const writing of ['/suppliers/new', '/edit', '/delete']) assert.notInclude(text, writing)
    for (const path of ['/suppliers', `/suppliers/${id}`, `/suppliers/${id}/delete`])
      assert.equal((await visitor.post(path, { name: 'No' })).status, 403)
    assert.equal((await visitor.get('/suppliers/999999999')).status, 404)
  })
})

test.group('Companies in their list', () => {
  test('become inactive together, with an undo, and are exported as chosen', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const chosen = [await makeSupplier(), await makeSupplier()]
    const other = await makeSupplier()
    const ids = chosen.map(({ id }) => id).join(',')
    const activeOf = async (id: number) =>
      Number((await db.from('companies').where('id', id).firstOrFail()).is_active)
    await visitor.get('/suppliers')

    const answer = await visitor.post('/suppliers/bulk', {
      chosen: ids,
      active: '0',
      back: '/suppliers?status=active&page=2',
    })
    assert.equal(answer.location, '/suppliers?status=active')
    const { text } = await visitor.get('/suppliers?status=active')
    assert.include(text, '2 companies are inactive now.')
    assert.include(text, `value="${ids}"`)
    assert.deepEqual(await Promise.all(chosen.map(({ id }) => activeOf(id))), [0, 0])
    assert.equal(await activeOf(other.id), 1)

    await visitor.post('/suppliers/bulk', { chosen: ids, active: '1' })
    assert.deepEqual(await Promise.all(chosen.map(({ id }) => activeOf(id))), [1, 1])

    const query = `search=${other.name.slice(-8)}`
    await visitor.post('/suppliers/bulk', { all: '1', query, active: '0' })
    assert.equal(await activeOf(other.id), 0)
    assert.equal(await activeOf(chosen[0].id), 1)

    const file = await visitor.post('/suppliers/export.csv', {
      chosen: ids,
      columns: 'name,status',
    })
    const [heading = '', ...lines] = file.text.trim().split('\r\n')
    assert.include(heading, 'Name,Active')
    assert.lengthOf(lines, 2)
  })

  test('refuse what was not chosen, and those who may only look', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const { id } = await makeSupplier()
    await visitor.get('/suppliers')
    await visitor.post('/suppliers/bulk', { chosen: 'x,-1', active: '0' }, { from: '/suppliers' })
    assert.include((await visitor.get('/suppliers')).text, 'Choose the companies first.')

    const { visitor: viewer } = await signedIn('viewer')
    const { text } = await viewer.get('/suppliers')
    assert.notInclude(text, 'data-edit=')
    assert.notInclude(text, 'value="0">Deactivate')
    const fields = { field: 'phone', value: '1', version: '' }
    for (const path of ['/suppliers/bulk', `/suppliers/${id}/field`]) {
      assert.equal((await viewer.post(path, { chosen: String(id), ...fields })).status, 403, path)
    }
  })

  test('take a change of one field, unless it is wrong or somebody was faster', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const { id, name } = await makeSupplier()
    const { text } = await visitor.get(`/suppliers?search=${name.slice(-8)}`)
    const [, version = ''] = /data-version="([^"]+)"/.exec(text) ?? []
    const send = (fields: Record<string, string>) =>
      visitor.post(`/suppliers/${id}/field`, { version, ...fields })

    assert.equal((await send({ field: 'email', value: 'nobody' })).status, 400)
    assert.equal((await send({ field: 'notes', value: 'x' })).status, 400)
    assert.equal((await send({ field: 'lead_time_days', value: '9' })).status, 200)
    const company = await db.from('companies').where('id', id).firstOrFail()
    assert.equal(company.lead_time_days, 9)

    const late = await send({ field: 'phone', value: '112' })
    assert.equal(late.status, 409)
    const { version: seen } = JSON.parse(late.text)
    assert.equal((await send({ field: 'phone', value: '112', version: seen })).status, 200)
    const again = await db.from('companies').where('id', id).firstOrFail()
    assert.equal(again.phone, '112')
  })
})
