import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { changeItems } from '#catalog/jobs/change_items'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn, type Visitor } from '#tests/helpers/visitor'

const row = (id: number) => db.from('parts').where('id', id).firstOrFail()

async function change(
  visitor: Visitor,
  ids: readonly number[],
  fields: Record<string, string | string[]>
) {
  await visitor.get('/items')
  const back = '/items?status=all'
  return visitor.post('/items/bulk', { chosen: ids.join(','), back, ...fields }, { from: '/items' })
}

async function newest(userId: number): Promise<number> {
  const bulk = await db.from('bulk_changes').where('user_id', userId).orderBy('id', 'desc').first()
  return Number(bulk.id)
}

test.group('Changing many items at once', () => {
  test('sets fields and changes prices, with audit and event, and leaves the rest', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const [category, supplier] = [await makeCategory(), await makeSupplier()]
    const ids = [
      await makePart({ salePrice: '10', purchasePrice: '3.33' }),
      await makePart({ salePrice: '0.99', purchasePrice: '1' }),
    ]
    const answer = await change(visitor, ids, {
      category: String(category.id),
      supplier: supplier.name,
      minimum_stock: '2.5',
      units: 'box',
      sale_price: '5',
      sale_price_by: 'up_percent',
      purchase_price: '1',
      purchase_price_by: 'down_amount',
    })
    assert.equal(answer.location, '/items?status=all')
    const [one, other] = [await row(ids[0]), await row(ids[1])]
    assert.containsSubset(one, { category_id: category.id, supplier_id: supplier.id, units: 'box' })
    assert.equal(toScaled(one.minimum_stock), parseQuantity('2.5'))
    assert.equal(toScaled(one.sale_price), parseMoney('10.5'))
    assert.equal(toScaled(other.sale_price), parseMoney('1.04'))
    assert.equal(toScaled(one.purchase_price), parseMoney('2.33'))
    assert.equal(toScaled(other.purchase_price), 0n)
    assert.equal(one.is_active, 1)
    assert.exists(await db.from('audit_log').where({ model: 'part', model_id: ids[0] }).first())
    assert.exists(await db.from('outbox_events').where('subject', String(ids[1])).first())
    assert.include((await visitor.get('/items')).text, '2 items changed.')
  })

  test('says which were refused and why, and does the others', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const [cheap, dear, priceless] = [
      await makePart({ salePrice: '1' }),
      await makePart({ salePrice: '9' }),
      await makePart(),
    ]
    await db.from('parts').where('id', priceless).update({ sale_price: null })
    const ids = [cheap, dear, priceless, 99_999_999]
    const answer = await change(visitor, ids, { sale_price: '2', sale_price_by: 'down_amount' })
    const { text } = await visitor.get(answer.location ?? '')
    for (const said of [
      '1 item changed.',
      '3 items were refused',
      'The price would be less than 0.',
      'It has no such price.',
      'It no longer exists.',
    ])
      assert.include(text, said)
    assert.equal(toScaled((await row(dear)).sale_price), parseMoney('7'))
    assert.equal(toScaled((await row(cheap)).sale_price), parseMoney('1'))
  })

  test('takes a change back, but not what somebody changed again since', async ({ assert }) => {
    const { visitor, user } = await signedIn('staff')
    const category = await makeCategory()
    const ids = [await makePart({ salePrice: '10' }), await makePart({ salePrice: '20' })]
    await change(visitor, ids, {
      category: String(category.id),
      active: '0',
      sale_price: '50',
      sale_price_by: 'up_percent',
    })
    await db
      .from('parts')
      .where('id', ids[1])
      .update({ sale_price: parseMoney('31') })
    const undo = `/items/bulk/${await newest(user.id)}/undo`
    const answer = await visitor.post(undo, { back: '/items' })
    assert.containsSubset(await row(ids[0]), { category_id: null, is_active: 1 })
    assert.equal(toScaled((await row(ids[0])).sale_price), parseMoney('10'))
    assert.containsSubset(await row(ids[1]), { category_id: category.id, is_active: 0 })
    const { text } = await visitor.get(answer.location ?? '')
    assert.include(text, 'It was changed again since.')
    const again = await visitor.post(undo, { back: '/items' }, { from: '/items' })
    assert.equal(again.status, 302)
    assert.include((await visitor.get('/items')).text, 'This was undone already.')
  })

  test('means the whole list when all that match are chosen, and many are done by a job', async ({
    assert,
  }) => {
    const { visitor, user } = await signedIn('staff')
    const word = ownName('m').slice(2)
    const ids: number[] = []
    for (let at = 0; at < 203; at++) ids.push(await makePart({ name: `Many ${at} ${word}` }))
    const outside = await makePart()
    const query = { all: '1', query: `search=${word}` }
    const answer = await change(visitor, [outside], { ...query, units: 'kg' })
    const id = await newest(user.id)
    assert.equal(answer.location, `/items/bulk/${id}`)
    const run = await db.from('job_runs').where('user_id', user.id).firstOrFail()
    const percents: number[] = []
    await changeItems.handle({
      payload: JSON.parse(run.payload),
      runId: Number(run.id),
      attempt: 1,
      signal: new AbortController().signal,
      progress: (percent) => percents.push(percent),
      log: () => undefined,
      breathe: async () => undefined,
    })
    assert.equal(percents.at(-1), 100)
    assert.isAbove(percents.length, 3)
    const done = await db.from('parts').whereIn('id', ids).where('units', 'kg').count('* as total')
    assert.equal(Number(done[0].total), 203)
    assert.equal((await row(outside)).units, '')
    assert.include((await visitor.get(`/items/bulk/${id}`)).text, '203 items changed.')
  }).timeout(60_000)

  test('shows what is wrong at its field, with what was typed, and changes nothing', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart({ salePrice: '10' })
    for (const [fields, message] of [
      [{ sale_price: 'ten' }, 'Enter a number, such as 12.50.'],
      [{ sale_price: '-4' }, 'Must be 0 or more.'],
      [{ minimum_stock: 'x', units: 'kept' }, 'Enter a number, such as 12.50.'],
      [{ category: 'No such' }, 'There is no “No such”'],
      [{}, 'Fill in what is to be changed.'],
    ] as [Record<string, string>, string][]) {
      const answer = await change(visitor, [id], fields)
      assert.equal(answer.status, 400)
      assert.include(answer.text, message)
      for (const typed of Object.values(fields)) assert.include(answer.text, typed)
    }
    assert.equal(toScaled((await row(id)).sale_price), parseMoney('10'))
  })

  test('refuses a viewer, and shows nobody the change of another', async ({ assert }) => {
    const { visitor: staff, user } = await signedIn('staff')
    const { visitor: viewer } = await signedIn('viewer')
    const { visitor: other } = await signedIn('manager')
    const id = await makePart()
    await change(staff, [id], { units: 'kg' })
    const page = `/items/bulk/${await newest(user.id)}`
    assert.equal((await change(viewer, [id], { units: 'g' })).status, 403)
    assert.equal((await viewer.post('/items/bulk/edit', { chosen: String(id) })).status, 403)
    assert.equal((await viewer.post(`${page}/undo`, {})).status, 403)
    assert.equal((await other.get(page)).status, 404)
    assert.equal((await other.post(`${page}/undo`, {})).status, 404)
    assert.equal((await row(id)).units, 'kg')
    assert.notInclude((await viewer.get('/items')).text, '/items/bulk/edit')
  })
})

test.group('One field of an item, in the list', () => {
  async function edit(visitor: Visitor, id: number, fields: Record<string, string>) {
    const { text } = await visitor.get('/items?status=all')
    const { version, updated_at: updatedAt } = await row(id)
    assertShown(text)
    return visitor.post(`/items/${id}/field`, { version: `${version} ${updatedAt}`, ...fields })
  }

  function assertShown(text: string) {
    if (!text.includes('data-edit-path')) throw new Error('The list can be edited')
  }

  test('saves a value that the form would take, and refuses the others with its words', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart({ salePrice: '10' })
    const saved = await edit(visitor, id, { field: 'sale_price', value: '12.50' })
    assert.equal(saved.status, 200)
    assert.equal(toScaled((await row(id)).sale_price), parseMoney('12.5'))
    await edit(visitor, id, { field: 'minimum_stock', value: '' })
    assert.equal(toScaled((await row(id)).minimum_stock), 0n)
    for (const [field, value, message] of [
      ['sale_price', 'ten', 'Enter a number, such as 12.50.'],
      ['name', '', 'Fill this in.'],
      ['IPN', 'x'.repeat(101), 'At most 100 characters.'],
      ['active', '0', 'This cannot be changed here.'],
    ]) {
      const answer = await edit(visitor, id, { field, value })
      assert.equal(answer.status, 400, field)
      assert.equal(JSON.parse(answer.text).message, message)
    }
  })

  test('says when somebody else was quicker, and saves when asked again', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const fields = { field: 'IPN', value: ownName('SKU') }
    const late = await edit(visitor, id, { ...fields, version: '0 2020-01-01 00:00:00.000' })
    assert.equal(late.status, 409)
    assert.isNull((await row(id)).ipn)
    const { version } = JSON.parse(late.text)
    assert.equal((await edit(visitor, id, { ...fields, version })).status, 200)
    assert.equal((await row(id)).ipn, fields.value)
  })

  test('is refused to a viewer', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const id = await makePart()
    await visitor.get('/items')
    const answer = await visitor.post(`/items/${id}/field`, { field: 'name', value: 'Mine' })
    assert.equal(answer.status, 403)
  })
})

test.group('Totals and preview of items', () => {
  test('sums cost and sale value of the whole list, and quantities of one unit', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const word = ownName('t').slice(2)
    const locationId = await makeLocation()
    for (const [quantity, salePrice, unitCost] of [
      ['3', '2.50', '1.25'],
      ['1.5', '10', '4'],
    ]) {
      const partId = await makePart({ name: `${ownName('Total')} ${word}`, salePrice })
      await db.from('parts').where('id', partId).update({ units: 'kg' })
      await receiveStock({
        partId,
        locationId,
        quantity: parseQuantity(quantity),
        unitCost: parseMoney(unitCost),
        actorId: null,
      })
    }
    const { text } = await visitor.get(`/items/totals?search=${word}`)
    const figures = [...text.matchAll(/<dd[^>]*>([^<]+)</g)].map(([, figure]) => figure.trim())
    assert.deepEqual(figures, ['9.75 GBP', '22.50 GBP', '4.5 kg'])
    await makePart({ name: `${ownName('Other unit')} ${word}` })
    const empty = await visitor.get('/items/totals?search=nothing-like-this')
    assert.include(empty.text, '0.00 GBP')
  })

  test('previews an item for those who may see it', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const name = ownName('Preview')
    const id = await makePart({ name })
    const answer = await visitor.get(`/items/${id}/preview`)
    assert.include(answer.text, `data-drawer-content="${name}"`)
    assert.include(answer.text, `href="/items/${id}"`)
    assert.notInclude(answer.text, `href="/items/${id}/edit"`)
    assert.equal((await visitor.get('/items/99999999/preview')).status, 404)
  })
})
