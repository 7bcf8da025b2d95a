import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

async function stocked(name: string, quantity: string) {
  const partId = await makePart({ name })
  const locationId = await makeLocation()
  await receiveStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  return partId
}

async function only(visitor: Awaited<ReturnType<typeof signedIn>>['visitor'], query: string) {
  const { text } = await visitor.get(`/items?${query}`)
  return [...text.matchAll(/class="item-name"[^>]*>([^<]+)</g)].map(([, name]) => name)
}

test.group('Item form', () => {
  test('adds an item with everything it can have', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const main = await makeCategory()
    const further = await makeCategory()
    const supplier = await makeSupplier()
    const place = await makeLocation()
    const name = ownName('Lantern')
    await visitor.get('/items/new')
    const answer = await visitor.post('/items', {
      name,
      description: 'Red, with a handle',
      IPN: name,
      units: 'pcs',
      purchase_price: '480',
      sale_price: '600.50',
      category: String(main.id),
      further_categories: [String(further.id), String(main.id)],
      // As without script: the name that was typed.
      supplier: supplier.name,
      minimum_stock: '2.5',
      default_location: String(place),
      default_expiry: '30',
      active: ['', '1'],
      keywords: 'light',
      link: 'https://example.com/lantern',
      notes: 'Keep dry.',
    })
    const part = await db.from('parts').where('name', name).firstOrFail()

    assert.equal(answer.location, `/items/${part.id}`)
    assert.containsSubset(part, {
      ipn: name,
      description: 'Red, with a handle',
      units: 'pcs',
      category_id: main.id,
      supplier_id: supplier.id,
      default_location_id: place,
      default_expiry: 30,
      is_active: 1,
      keywords: 'light',
      link: 'https://example.com/lantern',
      notes: 'Keep dry.',
    })
    assert.equal(toScaled(part.purchase_price), parseMoney('480'))
    assert.equal(toScaled(part.sale_price), parseMoney('600.5'))
    assert.equal(toScaled(part.minimum_stock), parseQuantity('2.5'))
    assert.deepEqual(
      await db.from('category_part').where('part_id', part.id).select('category_id'),
      [{ category_id: further.id }]
    )
    const page = await visitor.get(`/items/${part.id}`)
    for (const shown of [`${name} was added.`, '600.50', '20.1 %', supplier.name, further.name])
      assert.include(page.text, shown)
  })

  test('keeps what was typed, and says at each field what is wrong with it', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const supplier = await makeSupplier()
    await visitor.get('/items/new')
    const answer = await visitor.post(
      '/items',
      {
        name: ' ',
        description: 'Typed with care',
        purchase_price: '1O',
        sale_price: '-5',
        minimum_stock: '1.123456',
        category: 'No such category',
        supplier: String(supplier.id),
        link: 'example',
        active: '',
      },
      { from: '/items/new' }
    )
    const { text } = await visitor.get('/items/new')

    assert.match(answer.location ?? '', /\/items\/new$/)
    for (const message of [
      'Fill this in.',
      'Enter a number, such as 12.50.',
      'Must be 0 or more.',
      'no more than 5 decimal places',
      'There is no “No such category”',
      'Enter a full address',
    ])
      assert.include(text, message)
    for (const typed of ['Typed with care', '1O', 'No such category', supplier.name])
      assert.include(text, typed)
    assert.notMatch(text, /name="active" value="1" checked/)
    assert.isNull(await db.from('parts').where('description', 'Typed with care').first())
  })

  test('refuses numbers and ids that nothing can hold', async ({ assert }) => {
    const { visitor } = await signedIn()
    const name = ownName('Huge')
    for (const [field, value] of [
      ['purchase_price', '1e30'],
      ['sale_price', 'NaN'],
      ['minimum_stock', '9'.repeat(40)],
      ['default_expiry', '1.5'],
      ['category', '99999999999999999999'],
      ['further_categories', '4294967295'],
      ['name', 'x'.repeat(101)],
    ]) {
      await visitor.get('/items/new')
      await visitor.post('/items', { name, [field]: value }, { from: '/items/new' })
      assert.include((await visitor.get('/items/new')).text, 'field-error', field)
    }
    assert.isNull(await db.from('parts').where('name', name).first())
  })

  test('refuses tags in a name, and escapes what came in by another way', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.get('/items/new')
    const script = `<script>alert('${ownName('x')}')</script>`
    await visitor.post('/items', { name: script }, { from: '/items/new' })
    assert.include(
      (await visitor.get('/items/new')).text,
      'Leave out everything that looks like an'
    )

    const id = await makePart({ name: script })
    for (const path of [`/items/${id}`, `/items/${id}/edit`, '/items?search=alert&status=all'])
      assert.notInclude((await visitor.get(path)).text, '<script>alert', path)
  })

  test('says that name and SKU are taken', async ({ assert }) => {
    const { visitor } = await signedIn()
    const form = { name: ownName('Twin'), IPN: ownName('SKU') }
    await visitor.get('/items/new')
    await visitor.post('/items', form)
    await visitor.get('/items/new')
    await visitor.post('/items', form, { from: '/items/new' })
    assert.include(
      (await visitor.get('/items/new')).text,
      'There is already an item with this name and SKU.'
    )
  })

  test('changes what is in the form and nothing else', async ({ assert }) => {
    const { visitor } = await signedIn()
    const id = await makePart({ name: ownName('Kept') })
    await db.from('parts').where('id', id).update({ trackable: 1, maximum_stock: 700_000 })
    await visitor.get(`/items/${id}/edit`)
    const name = ownName('Renamed')
    await visitor.post(`/items/${id}`, {
      name,
      sale_price: '',
      minimum_stock: '',
      active: ['', '1'],
    })
    const part = await db.from('parts').where('id', id).firstOrFail()
    assert.containsSubset(part, { name, sale_price: null, minimum_stock: 0, trackable: 1 })
    assert.equal(part.maximum_stock, 700_000)
    assert.equal(part.version, 2)
  })

  test('offers a copy with another name and no SKU', async ({ assert }) => {
    const { visitor } = await signedIn()
    const id = await makePart({ name: ownName('Original'), salePrice: '77.25' })
    await db.from('parts').where('id', id).update({ ipn: 'SKU-OF-THE-ORIGINAL' })
    const { text } = await visitor.get(`/items/new?copy=${id}`)
    assert.include(text, '(copy)')
    assert.include(text, '77.25')
    assert.notInclude(text, 'SKU-OF-THE-ORIGINAL')
    assert.equal((await visitor.get('/items/new?copy=999999999')).status, 404)
  })
})

test.group('Deleting an item', () => {
  test('erases one that nothing was booked for', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const id = await makePart()
    await visitor.get(`/items/${id}`)
    assert.equal((await visitor.post(`/items/${id}/delete`, {})).location, '/items')
    assert.isNull(await db.from('parts').where('id', id).first())
    assert.equal((await visitor.get(`/items/${id}`)).status, 404)
  })

  test('makes one with history inactive, says why, and can be undone', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Sold')
    const id = await stocked(name, '3')
    await visitor.get(`/items/${id}`)
    await visitor.post(`/items/${id}/delete`, {})
    const page = await visitor.get(`/items/${id}`)

    assert.include(page.text, `${name} was not deleted, because it has stock history.`)
    assert.include(page.text, 'This item is inactive')
    assert.deepEqual(await only(visitor, `search=${name.slice(-8)}`), [])
    assert.deepEqual(await only(visitor, `search=${name.slice(-8)}&status=inactive`), [name])

    await visitor.post(`/items/${id}/activate`, {})
    assert.deepEqual(await only(visitor, `search=${name.slice(-8)}`), [name])
  })
})

test.group('List of items', () => {
  test('finds by words, category with all below it, supplier, state and minimum', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('viewer')
    const word = ownName('w').slice(2)
    const shop = await makeCategory()
    const shelf = await makeCategory(ownName('Shelf'), shop)
    const supplier = await makeSupplier()
    const low = await stocked(`Low ${word}`, '1')
    const plenty = await stocked(`Plenty ${word}`, '50')
    const inactive = await makePart({ name: `Gone ${word}` })
    const byFurther = await makePart({ name: `Further ${word}` })
    const set = (id: number, fields: object) => db.from('parts').where('id', id).update(fields)
    await set(low, { minimum_stock: 500_000, category_id: shelf.id })
    await set(plenty, { minimum_stock: 500_000, supplier_id: supplier.id, ipn: `S-${word}` })
    await set(inactive, { is_active: 0 })
    await db.table('category_part').insert({ part_id: byFurther, category_id: shop.id })

    const search = `search=${word}`
    assert.deepEqual(await only(visitor, search), [
      `Further ${word}`,
      `Low ${word}`,
      `Plenty ${word}`,
    ])
    assert.deepEqual(await only(visitor, `search=S-${word}`), [`Plenty ${word}`])
    assert.deepEqual(await only(visitor, `category=${shop.id}`), [`Further ${word}`, `Low ${word}`])
    assert.deepEqual(await only(visitor, `category=${shelf.name}`), [`Low ${word}`])
    assert.deepEqual(await only(visitor, `supplier=${supplier.id}`), [`Plenty ${word}`])
    assert.deepEqual(await only(visitor, `${search}&low=1`), [`Low ${word}`])
    assert.deepEqual(await only(visitor, `${search}&status=inactive`), [`Gone ${word}`])
    assert.lengthOf(await only(visitor, `${search}&status=all`), 4)
    assert.deepEqual((await only(visitor, `${search}&ordering=-on_hand`)).slice(0, 2), [
      `Plenty ${word}`,
      `Low ${word}`,
    ])
    assert.deepEqual(await only(visitor, 'category=No%20such%20one'), [])
    assert.include((await visitor.get('/items?search=zzzzzz')).text, 'Nothing found')
  })

  test('takes nonsense in the address for nothing', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    for (const query of [
      'page=-1',
      'page=1e9',
      'page=999999999999999999999',
      'ordering=password',
      'category=99999999999999999999',
      'category[]=1&search[a]=b',
      'supplier=1%20OR%201',
      'search=%22%20OR%20*%20NEAR(%27',
      'status=<script>',
      'search=a%00bc',
      'page[]=2&ordering[]=name',
    ])
      assert.equal((await visitor.get(`/items?${query}`)).status, 200, query)
    for (const id of ['0', '99999999999999999999', 'abc', '1.5'])
      assert.equal((await visitor.get(`/items/${id}`)).status, 404, id)
  })

  test('leads from an item to those before and after it in the list', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const word = ownName('w').slice(2)
    const [first, second, third] = [
      await makePart({ name: `A ${word}` }),
      await makePart({ name: `B ${word}` }),
      await makePart({ name: `C ${word}` }),
    ]
    const { text } = await visitor.get(`/items/${second}?search=${word}&at=1`)
    assert.include(text, `rel="prev" href="/items/${first}?search=${word}&amp;at=0"`)
    assert.include(text, `rel="next" href="/items/${third}?search=${word}&amp;at=2"`)
    assert.notInclude(
      (await visitor.get(`/items/${second}?search=${word}&at=2`)).text,
      'rel="prev"'
    )
  })

  test('exports what is filtered, with nothing that a spreadsheet would run', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('viewer')
    const word = ownName('w').slice(2)
    const id = await makePart({ name: `=1+1 "${word}"`, purchasePrice: '600', salePrice: '480' })
    await db.from('parts').where('id', id).update({ ipn: '-5', description: '@SUM(A1)' })
    const { text, headers } = await visitor.get(`/items/export.csv?search=${word}`)
    const [head, line, ...rest] = text.trim().split('\r\n')

    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="items-/)
    assert.match(head, /^\uFEFF?Name,Description,SKU,/)
    assert.equal(line, `"'=1+1 ""${word}""",'@SUM(A1),-5,,,,600.00,480.00,-25.0,0,0,0,yes`)
    assert.lengthOf(rest, 0)
  })

  test('tells pickers of active items, the scanned SKU first', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const word = ownName('w').slice(2)
    await makePart({ name: `A ${word}` })
    const scanned = await makePart({ name: ownName('Z') })
    await db.from('parts').where('id', scanned).update({ ipn: word })
    const rows = JSON.parse((await visitor.get(`/items/lookup?q=${word}`)).text)
    assert.equal(rows[0].id, scanned)
    assert.equal(rows[1].text, `A ${word}`)
    assert.equal(rows[0].hint, `${word} · 0`)
  })
})

test.group('Rights on items', () => {
  test('a viewer sees items but no buttons that write, and is refused', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const id = await makePart()
    const list = await visitor.get('/items')
    const item = await visitor.get(`/items/${id}`)
    for (const writing of [
      '/items/new',
      '/edit',
      '/delete',
      '/deactivate',
      'transactions/new?type',
    ])
      assert.notInclude(list.text + item.text, writing)
    assert.equal((await visitor.get('/items/new')).status, 403)
    assert.equal((await visitor.get(`/items/${id}/edit`)).status, 403)
    for (const path of ['/items', `/items/${id}`, `/items/${id}/delete`, `/items/${id}/deactivate`])
      assert.equal((await visitor.post(path, { name: 'No' })).status, 403, path)
    assert.exists(await db.from('parts').where('id', id).where('is_active', 1).first())
  })

  test('staff may add and change, but not delete', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    assert.notInclude((await visitor.get(`/items/${id}`)).text, `/items/${id}/delete`)
    assert.equal((await visitor.get(`/items/${id}/edit`)).status, 200)
    const refusal = await visitor.post(`/items/${id}/delete`, {})
    assert.equal(refusal.status, 403)
    assert.include(refusal.text, 'You do not have permission')
  })
})
