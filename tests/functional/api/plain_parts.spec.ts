import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { apiAs, type ApiClient } from '#tests/helpers/api'
import { makeLocation } from '#tests/helpers/stock'

const unique = (name: string) => `${name} ${randomUUID().slice(0, 8)}`

test.group('The plain addresses of parts', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('take opening stock, and names for what InvenTree wants ids', async ({ assert }) => {
    const category = unique('Phones')
    const supplier = unique('Maker')
    const place = unique('Shelf')
    const locationId = await makeLocation(place)
    const { json: made } = await api.post('/api/categories/', { name: category })
    const { json: company } = await api.post('/api/suppliers/', { name: supplier })

    const answer = await api.post('/api/parts/', {
      name: unique('Phone'),
      description: 'A phone',
      quantity: 10,
      location: place,
      purchase_price: 480,
      sale_price: '600.00',
      category,
      supplier,
      units: 'pcs',
    })

    assert.equal(answer.status, 201)
    const part = answer.json
    assert.deepInclude(part, { quantity: 10, in_stock: 10, purchase_price: 480, sale_price: 600 })
    assert.deepInclude(part, {
      category: made.pk,
      supplier: company.pk,
      default_location: locationId,
    })
    assert.include(answer.text, '"quantity":10.0,')
    const postings = await db.from('stock_postings').where('part_id', part.pk)
    assert.deepEqual(
      postings.map(({ kind }) => kind),
      ['adjust_in']
    )
    const bad = await api.post('/api/parts/', { name: unique('x'), location: 'nowhere at all' })
    assert.deepEqual(bad.json, { location: ['Nothing is called "nowhere at all".'] })
  })

  test('make nothing when the opening stock is refused', async ({ assert }) => {
    const name = unique('Half')
    const answer = await api.post('/api/parts/', { name, quantity: -1 })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json, {
      quantity: ['Ensure this value is greater than or equal to 0.'],
    })
    assert.isNull(await db.from('parts').where('name', name).first())
  })

  test('take opening stock the way of InvenTree too', async ({ assert }) => {
    const location = await makeLocation()
    const answer = await api.post('/api/part/', {
      name: unique('Initial'),
      initial_stock: { quantity: 3, location },
    })
    assert.equal(answer.json.in_stock, 3)
    const bad = await api.post('/api/part/', { name: unique('Initial'), initial_stock: [1] })
    assert.equal(bad.status, 400)
  })

  test('make an item with history inactive, and say why', async ({ assert }) => {
    const { json } = await api.post('/api/parts/', {
      name: unique('Kept'),
      quantity: 1,
      location: await makeLocation(),
    })
    const answer = await api.delete(`/api/parts/${json.id}/`)
    assert.equal(answer.status, 200)
    assert.isFalse(answer.json.active)
    assert.match(answer.json.message, /made inactive, not deleted: it has stock history/)
    const kept = await api.get(`/api/parts/${json.id}/`)
    assert.isFalse(kept.json.active)
    assert.equal(kept.json.in_stock, 1)
    const strict = await api.delete(`/api/part/${json.id}/`)
    assert.deepEqual(strict.json, {
      non_field_errors: ['Cannot delete this part as it has stock history'],
    })
  })

  test('show only companies that supply under suppliers', async ({ assert }) => {
    const name = unique('Buyer')
    const { json } = await api.post('/api/company/', {
      name,
      is_supplier: false,
      is_customer: true,
    })
    assert.equal((await api.get(`/api/suppliers/${json.pk}/`)).status, 404)
    assert.equal((await api.get(`/api/suppliers/?limit=1&search=${name.slice(-8)}`)).json.count, 0)
    assert.equal((await api.get(`/api/company/?limit=1&search=${name.slice(-8)}`)).json.count, 1)
    const supplier = await api.post('/api/suppliers/', { name: unique('S'), is_supplier: false })
    assert.isTrue(supplier.json.is_supplier)
  })
})

test.group('Categories, locations and companies of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('are written as InvenTree writes them', async ({ assert }) => {
    const name = unique('Wire')
    const { json: category } = await api.post('/api/part/category/', { name, description: 'd' })
    const read = await api.get(`/api/part/category/${category.pk}/`)
    assert.equal(
      read.text,
      `{"pk":${category.pk},"name":"${name}","description":"d","default_location":null,` +
        `"default_keywords":null,"level":0,"parent":null,"part_count":0,"subcategories":0,` +
        `"pathstring":"${name}","starred":false,"structural":false,"icon":"",` +
        `"parent_default_location":null,"id":${category.pk}}`
    )
    const { json: place } = await api.post('/api/stock/location/', { name, description: 'd' })
    const location = await api.get(`/api/stock/location/${place.pk}/`)
    assert.isTrue(
      location.text.startsWith(
        `{"pk":${place.pk},"barcode_hash":"","name":"${name}","level":0,"description":"d",` +
          `"parent":null,"pathstring":"${name}","items":0,"sublocations":0,"owner":null,"icon":"",` +
          `"custom_icon":null,"structural":false,"external":false,"location_type":null,` +
          `"location_type_detail":null,`
      ),
      location.text
    )
    const { json: made } = await api.post('/api/company/', { name, description: 'd' })
    const company = await api.get(`/api/company/${made.pk}/`)
    assert.isTrue(
      company.text.startsWith(
        `{"pk":${made.pk},"name":"${name}","description":"d","website":"","phone":"","email":null,` +
          `"currency":"GBP","contact":"","link":"","image":null,"active":true,"is_customer":false,` +
          `"is_manufacturer":false,"is_supplier":true,"notes":null,"parts_supplied":0,` +
          `"parts_manufactured":0,"tax_id":""`
      ),
      company.text
    )
  })

  for (const path of ['/api/part/category/', '/api/stock/location/']) {
    test(`a tree at ${path} keeps its paths when a branch moves`, async ({ assert }) => {
      const [root, other] = [unique('Root'), unique('Other')]
      const make = async (name: string, parent?: number) =>
        (await api.post(path, { name, parent })).json
      const top = await make(root)
      const branch = await make('Branch', top.pk)
      const leaf = await make('Leaf', branch.pk)
      const place = await make(other)

      const moved = await api.patch(`${path}${branch.pk}/`, { parent: place.pk })
      assert.equal(moved.status, 200)
      const now = (await api.get(`${path}${leaf.pk}/?path_detail=true`)).json
      assert.equal(now.pathstring, `${other}/Branch/Leaf`)
      assert.equal(now.level, 2)
      assert.deepEqual(
        now.path.map(({ pk }: { pk: number }) => pk),
        [place.pk, branch.pk, leaf.pk]
      )
      const cycle = await api.patch(`${path}${branch.pk}/`, { parent: leaf.pk })
      assert.deepEqual(cycle.json, { parent: ['Cannot be placed below itself.'] })
      assert.equal((await api.patch(`${path}${leaf.pk}/`, { parent: leaf.pk })).status, 400)
      const twin = await api.post(path, { name: 'Branch', parent: place.pk })
      assert.deepEqual(twin.json, { name: ['Duplicate names cannot exist under the same parent'] })

      const below = await api.get(`${path}?parent=${place.pk}&cascade=true&ordering=level`)
      assert.deepEqual(
        below.json.map(({ pk }: { pk: number }) => pk),
        [branch.pk, leaf.pk]
      )
      const tree = await api.get(`${path}tree/?search=${encodeURIComponent(other)}&limit=9`)
      assert.deepEqual(
        tree.json.results.map((node: { tree_id: number }) => node.tree_id),
        [place.pk, place.pk, place.pk]
      )

      assert.equal((await api.delete(`${path}${branch.pk}/`)).status, 204)
      const risen = (await api.get(`${path}${leaf.pk}/`)).json
      assert.equal(risen.pathstring, `${other}/Leaf`)
    })
  }

  test('there is one default location', async ({ assert }) => {
    const first = await api.post('/api/locations/', { name: unique('A'), is_default: true })
    const second = await api.post('/api/locations/', { name: unique('B'), is_default: true })
    assert.isFalse((await api.get(`/api/locations/${first.json.pk}/`)).json.is_default)
    await api.patch(`/api/locations/${second.json.pk}/`, { is_default: false })
  })

  test('parts cannot go into a structural category', async ({ assert }) => {
    const { json } = await api.post('/api/categories/', { name: unique('S'), structural: true })
    const answer = await api.post('/api/part/', { name: unique('p'), category: json.pk })
    assert.equal(answer.status, 400)
    assert.property(answer.json, 'category')
  })

  test('a company that is named anywhere cannot be deleted', async ({ assert }) => {
    const { json } = await api.post('/api/company/', { name: unique('Named') })
    await api.post('/api/part/', { name: unique('p'), supplier: json.pk })
    const answer = await api.delete(`/api/company/${json.pk}/`)
    assert.equal(answer.status, 400)
    assert.match(answer.json.non_field_errors[0], /Make it inactive instead/)
    const twin = await api.post('/api/company/', { name: json.name })
    assert.deepEqual(twin.json, {
      non_field_errors: ['The fields name, email must make a unique set.'],
    })
  })
})
