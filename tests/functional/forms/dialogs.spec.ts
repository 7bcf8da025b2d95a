import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

type SignedIn = Awaited<ReturnType<typeof signedIn>>['visitor']

const BASE = `http://${process.env.HOST}:${process.env.PORT}`

/** What a picker's dialog asks and sends, with the token that htmx adds. */
async function dialog(visitor: SignedIn, path: string, fields?: Record<string, string>) {
  const page = await visitor.get('/account')
  const token = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? ''
  return fetch(BASE + path, {
    method: fields ? 'POST' : 'GET',
    headers: { 'hx-request': 'true', 'x-csrf-token': token, 'cookie': visitor.cookies },
    ...(fields ? { body: new URLSearchParams(fields) } : {}),
  })
}

test.group('Forms in a dialog', () => {
  test('make categories, suppliers, locations and items, and tell what was made', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    for (const [path, table, fields] of [
      ['/categories', 'part_categories', {}],
      ['/suppliers', 'companies', { is_supplier: '1', active: '1' }],
      ['/locations', 'stock_locations', {}],
      ['/items', 'parts', { active: '1', sale_price: '12.5' }],
    ] as const) {
      const name = `${ownName('Élan')} 鉄`
      const form = await dialog(visitor, `${path}/new?dialog=2&name=${encodeURIComponent(name)}`)
      const text = await form.text()
      assert.equal(form.status, 200)
      assert.include(text, `value="${name}"`)
      assert.include(text, 'id="dialog2-name"')
      assert.notInclude(text, '<html')
      const made = await dialog(visitor, path, { dialog: '2', name, ...fields })
      assert.equal(made.status, 204)
      const { created } = JSON.parse(made.headers.get('hx-trigger') ?? '{}')
      assert.equal(created.text, name)
      const row = await db.from(table).where('id', created.id).first()
      assert.equal(row.name, name)
      if ('is_active' in row) assert.equal(row.is_active, 1)
    }
  })

  test('come back with what is wrong, inside the dialog', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    for (const path of ['/categories', '/suppliers', '/locations', '/items']) {
      const refused = await dialog(visitor, path, { dialog: '1', name: ' ', description: 'Kept' })
      const text = await refused.text()
      assert.equal(refused.status, 200)
      assert.include(text, 'Fill this in.')
      assert.include(text, 'aria-invalid="true"')
      assert.isNull(refused.headers.get('hx-trigger'))
    }
  })

  test('are closed to those who may not add', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    for (const path of ['/categories', '/suppliers', '/locations', '/items']) {
      assert.equal((await dialog(visitor, `${path}/new?dialog=1`)).status, 403)
      assert.equal((await dialog(visitor, path, { dialog: '1', name: 'No' })).status, 403)
    }
    const { text } = await visitor.get('/items/new')
    assert.notInclude(text, 'data-create=')
  })
})

test.group('Pickers', () => {
  test('put what was chosen lately first, as long as it is offered', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const [supplier, gone] = [await makeSupplier(ownName('zz')), await makeSupplier()]
    const category = await makeCategory(ownName('zz'))
    const place = await makeLocation(ownName('zz'))
    const item = await makePart({ name: ownName('zz') })
    await db.from('companies').where('id', gone.id).update({ is_active: 0 })
    const firstOf = async (path: string, recent: string) => {
      const { text } = await visitor.get(`${path}q=&recent=${recent}`)
      return JSON.parse(text)[0]
    }
    const first = await firstOf('/suppliers/lookup?', `${gone.id},${supplier.id},x,99999999999`)
    assert.containsSubset(first, { id: supplier.id, isRecent: true })
    assert.equal((await firstOf('/categories/lookup?', `${category.id}`)).id, category.id)
    assert.equal((await firstOf('/stock/location_lookup?stocked=1&', `${place}`)).id, place)
    assert.equal((await firstOf('/stock/item_lookup?', `${item}`)).id, item)
    const { text } = await visitor.get(`/suppliers/lookup?q=${gone.name}&recent=${supplier.id}`)
    assert.equal(text, '[]')
  })
})
