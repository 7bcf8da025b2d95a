import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { today } from '#core/time'
import { anonymous, apiAs, type ApiClient, baseUrl } from '#tests/helpers/api'
import { makeLocation } from '#tests/helpers/stock'

const unique = (name: string) => `${name} ${randomUUID().slice(0, 8)}`

test.group('Parts of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('are written byte for byte as InvenTree writes them', async ({ assert }) => {
    const name = unique('Wire part')
    const made = await api.post('/api/part/', { name, description: 'd', minimum_stock: '12.5' })
    assert.equal(made.status, 201)
    const { pk } = made.json

    const read = await api.get(`/api/part/${pk}/`)

    assert.equal(
      read.text,
      `{"active":true,"assembly":false,"barcode_hash":"","category":null,"component":true,` +
        `"creation_date":"${today()}","creation_user":${api.userId},"default_expiry":0,` +
        `"default_location":null,"description":"d","full_name":"${name}","image":null,"IPN":"",` +
        `"is_template":false,"keywords":null,"link":null,"locked":false,"minimum_stock":12.5,` +
        `"maximum_stock":0.0,"name":"${name}","notes":null,"pk":${pk},"purchaseable":true,` +
        `"revision":"","revision_of":null,"revision_count":0,"salable":true,"starred":false,` +
        `"thumbnail":"/static/img/blank_image.thumbnail.png","testable":false,"trackable":false,` +
        `"units":"","variant_of":null,"virtual":false,"consumable":false,"pricing_min":null,` +
        `"pricing_max":null,"pricing_updated":null,"responsible":null,` +
        `"allocated_to_build_orders":0.0,"allocated_to_sales_orders":0.0,"building":0.0,` +
        `"scheduled_to_build":0.0,"category_default_location":null,"in_stock":0.0,"ordering":0.0,` +
        `"required_for_build_orders":0,"required_for_sales_orders":0,"stock_item_count":0,` +
        `"total_in_stock":0.0,"external_stock":0.0,"unallocated_stock":0.0,"variant_stock":0.0,` +
        `"id":${pk},"quantity":0.0,"purchase_price":null,"sale_price":null,"supplier":null}`
    )
    assert.equal(read.headers.get('content-type'), 'application/json')
    assert.equal(read.headers.get('allow'), 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS')
    assert.equal(read.headers.get('x-inventree-api'), '530')
  })

  test('come in pages with absolute links whose keys are in alphabetical order', async ({
    assert,
  }) => {
    const word = randomUUID().slice(0, 8)
    for (const letter of ['c', 'a', 'b'])
      await api.post('/api/part/', { name: `${word} ${letter}` })

    const first = await api.get(`/api/part/?search=${word}&limit=2`)
    const second = await api.get(`/api/part/?offset=2&limit=2&search=${word}&nonsense=1`)
    const beyond = await api.get(`/api/part/?limit=2&offset=99&search=${word}`)

    assert.equal(first.json.count, 3)
    assert.deepEqual(
      first.json.results.map(({ name }: { name: string }) => name.at(-1)),
      ['a', 'b']
    )
    assert.equal(first.json.next, `${baseUrl()}/api/part/?limit=2&offset=2&search=${word}`)
    assert.isNull(first.json.previous)
    assert.equal(second.json.previous, `${baseUrl()}/api/part/?limit=2&nonsense=1&search=${word}`)
    assert.isNull(second.json.next)
    assert.deepEqual(Object.keys(beyond.json), ['count', 'next', 'previous', 'results'])
    assert.deepEqual(beyond.json.results, [])
    assert.notProperty(first.json.results[0], 'notes')
  })

  test('come as a bare array without a usable limit')
    .with(['', '&limit=0', '&limit=abc', '&limit=-1'])
    .run(async ({ assert }, limit) => {
      const word = randomUUID().slice(0, 8)
      await api.post('/api/part/', { name: word })
      const answer = await api.get(`/api/part/?search=${word}${limit}`)
      assert.isArray(answer.json)
      assert.lengthOf(answer.json, 1)
    })

  test('ignore filters that make no sense', async ({ assert }) => {
    const all = await api.get('/api/part/?limit=1')
    for (const query of [
      'active=maybe',
      'category=999999',
      'ordering=nonsense',
      'nonsense=1',
      'category=abc',
    ]) {
      const answer = await api.get(`/api/part/?limit=1&${query}`)
      assert.equal(answer.status, 200, query)
      assert.equal(answer.json.count, all.json.count, query)
    }
  })

  test('are found by filter, by word and by the beginning of a word', async ({ assert }) => {
    const code = randomUUID().slice(0, 6)
    const { json } = await api.post('/api/part/', {
      name: `${code} Blue mug`,
      IPN: `zq${code}`,
      active: 'False',
    })
    const count = async (query: string) => (await api.get(`/api/part/?limit=1&${query}`)).json.count

    assert.equal(await count(`search=${code}%20mug`), 1)
    assert.equal(await count(`search=${code}%20mug&active=True`), 0)
    assert.equal(await count(`search=${code}%20mug&active=FALSE`), 1)
    assert.equal(await count(`search=${code}%20x"y'`), 0)
    assert.isAtLeast(await count('search=ZQ'), 1)
    assert.equal(await count(`IPN=zq${code}`), 1)
    assert.equal(json.full_name, `zq${code} | ${code} Blue mug`)
  })

  test('are ordered as asked, both ways', async ({ assert }) => {
    const word = randomUUID().slice(0, 8)
    for (const [name, IPN] of [
      ['a', '2'],
      ['b', '1'],
      ['c', '3'],
    ]) {
      await api.post('/api/part/', { name: `${word} ${name}`, IPN: word + IPN })
    }
    const names = async (ordering: string) => {
      const answer = await api.get(`/api/part/?search=${word}&ordering=${ordering}`)
      return answer.json.map(({ name }: { name: string }) => name.at(-1)).join('')
    }
    assert.equal(await names('-name'), 'cba')
    assert.equal(await names('IPN'), 'bac')
    assert.equal(await names('-IPN,name'), 'cab')
  })

  test('show nested details when asked', async ({ assert }) => {
    const place = await makeLocation()
    const parent = await api.post('/api/part/category/', { name: unique('Tools') })
    const child = await api.post('/api/part/category/', {
      name: 'Hammers',
      parent: parent.json.pk,
      default_location: place,
    })
    const { json } = await api.post('/api/part/', {
      name: unique('Hammer'),
      category: child.json.pk,
      default_location: place,
    })
    const answer = await api.get(
      `/api/part/${json.pk}/?category_detail=true&path_detail=TRUE&location_detail=1&tags=true&parameters=true`
    )
    const part = answer.json
    assert.equal(part.category_name, 'Hammers')
    assert.equal(part.category_default_location, place)
    assert.equal(part.category_detail.pathstring, `${parent.json.name}/Hammers`)
    assert.isNull(part.category_detail.part_count)
    assert.deepEqual(part.category_path, [
      { pk: parent.json.pk, name: parent.json.name },
      { pk: child.json.pk, name: 'Hammers' },
    ])
    assert.equal(part.default_location_detail.pk, place)
    assert.deepEqual([part.tags, part.parameters], [[], []])
    const plain = await api.get(`/api/part/${json.pk}/`)
    assert.notProperty(plain.json, 'category_detail')
  })

  test('are found in a category and in all below it', async ({ assert }) => {
    const parent = await api.post('/api/part/category/', { name: unique('Garden') })
    const child = await api.post('/api/part/category/', { name: 'Pots', parent: parent.json.pk })
    await api.post('/api/part/', { name: unique('Pot'), category: child.json.pk })
    const count = async (query: string) => (await api.get(`/api/part/?limit=1&${query}`)).json.count

    assert.equal(await count(`category=${parent.json.pk}`), 1)
    assert.equal(await count(`category=${parent.json.pk}&cascade=false`), 0)
    assert.equal(await count(`category=${child.json.pk}`), 1)
    const listed = await api.get(`/api/part/category/?search=${parent.json.name.slice(-8)}&limit=5`)
    assert.deepEqual(
      listed.json.results.map((one: { part_count: number; subcategories: number }) => [
        one.part_count,
        one.subcategories,
      ]),
      [
        [1, 1],
        [1, 0],
      ]
    )
  })

  test('are changed field by field, and as a whole by PUT', async ({ assert }) => {
    const name = unique('Changing')
    const { json } = await api.post('/api/part/', { name, sale_price: 1.25, notes: 'kept' })
    const patched = await api.patch(`/api/part/${json.pk}/`, { purchase_price: '0.000001' })
    assert.equal(patched.status, 200)
    assert.equal(patched.json.sale_price, 1.25)
    assert.include(patched.text, '"purchase_price":0.000001')
    const replaced = await api.put(`/api/part/${json.pk}/`, { description: 'no name' })
    assert.deepEqual(replaced.json, { name: ['This field is required.'] })
    const whole = await api.put(`/api/part/${json.pk}/`, { name, description: 'named' })
    assert.equal(whole.json.description, 'named')
    assert.equal(whole.json.notes, 'kept')
  })

  test('are deleted the way of InvenTree: inactive ones only', async ({ assert }) => {
    const { json } = await api.post('/api/part/', { name: unique('Doomed') })
    const refused = await api.delete(`/api/part/${json.pk}/`)
    assert.equal(refused.status, 400)
    assert.deepEqual(refused.json, {
      non_field_errors: ['Cannot delete this part as it is still active'],
    })
    await api.patch(`/api/part/${json.pk}/`, { active: false })
    const deleted = await api.delete(`/api/part/${json.pk}/`)
    assert.equal(deleted.status, 204)
    assert.equal(deleted.text, '')
    const gone = await api.get(`/api/part/${json.pk}/`)
    assert.equal(gone.status, 404)
    assert.deepEqual(gone.json, { detail: 'No Part matches the given query.' })
  })

  test('are deleted the plain way, with a message', async ({ assert }) => {
    const { json } = await api.post('/api/part/', { name: unique('Plain') })
    const deleted = await api.delete(`/api/parts/${json.pk}/`)
    assert.equal(deleted.status, 200)
    assert.match(deleted.json.message, /was deleted/)
    assert.equal((await api.get(`/api/parts/${json.pk}/`)).status, 404)
  })

  test('are changed many at once, or not at all', async ({ assert }) => {
    const one = await api.post('/api/part/', { name: unique('Bulk') })
    const other = await api.post('/api/part/', { name: unique('Bulk') })
    const none = await api.put('/api/part/', { name: 'x' })
    assert.equal(none.status, 400)
    assert.equal(
      none.text,
      '{"non_field_errors":"List of items must be provided for bulk operation"}'
    )
    const failed = await api.patch('/api/part/', {
      items: [one.json.pk, 999_999_999],
      keywords: 'half',
    })
    assert.deepEqual(failed.json, { items: ['Invalid pk "999999999" - object does not exist.'] })
    const done = await api.patch('/api/part/', {
      items: [one.json.pk, other.json.pk],
      keywords: 'both',
    })
    assert.deepEqual(done.json, { success: 'Updated 2 items' })
    assert.equal((await api.get(`/api/part/${one.json.pk}/`)).json.keywords, 'both')
  })

  test('tell their fields by OPTIONS, only for what the user may do', async ({ assert }) => {
    const answer = await api.send('OPTIONS', '/api/part/')
    assert.deepEqual(Object.keys(answer.json.actions), ['GET', 'POST', 'PUT', 'PATCH'])
    const { POST: fields } = answer.json.actions
    assert.deepInclude(fields.name, {
      type: 'string',
      required: true,
      read_only: false,
      label: 'Name',
      help_text: 'Part name',
      max_length: 100,
      allow_blank: false,
      allow_null: false,
    })
    assert.deepInclude(fields.category, {
      type: 'related field',
      required: false,
      model: 'partcategory',
      api_url: '/api/part/category/',
      pk_field: 'pk',
      allow_null: true,
    })
    assert.isTrue(fields.pk.read_only)
    assert.equal(fields.active.default, true)
    const viewer = await apiAs('viewer')
    const seen = await viewer.send('OPTIONS', '/api/part/')
    assert.deepEqual(Object.keys(seen.json.actions), ['GET'])
    assert.equal((await anonymous.send('OPTIONS', '/api/part/')).status, 401)
  })

  test('count what is there at once after a write', async ({ assert }) => {
    const word = randomUUID().slice(0, 8)
    const count = async () => (await api.get(`/api/part/?limit=1&search=${word}`)).json.count
    assert.equal(await count(), 0)
    const { json } = await api.post('/api/part/', { name: word })
    assert.equal(await count(), 1)
    await api.delete(`/api/parts/${json.pk}/`)
    assert.equal(await count(), 0)
  })
})
