import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { Visitor } from '#tests/helpers/page_visitor'

const MANAGER = {
  stock: ['view', 'add', 'change'],
  stock_location: ['view', 'add', 'change', 'delete'],
} as const

function locationNamed(name: string) {
  return db.from('stock_locations').where('name', name).first()
}

test.group('Locations', () => {
  test('are added within one another, with address and contact', async ({ assert }) => {
    const visitor = await Visitor.signedIn(MANAGER)
    const parent = await makeLocation()
    const name = `Shelf ${randomUUID()}`
    await visitor.get('/locations/new')
    const page = await visitor.submit('/locations', {
      name,
      parent: String(parent),
      address: '12 High Street',
      contact_name: 'Ruth <b>Ford</b>'.replaceAll(/<.*?>/g, ''),
      contact_email: 'ruth@example.com',
    })

    const location = await locationNamed(name)
    assert.equal(location.parent_id, parent)
    assert.equal(location.path, `/${parent}/${location.id}/`)
    assert.include(page.text, `${name} was added.`)
    assert.include(page.text, 'ruth@example.com')
    assert.include((await visitor.get('/locations')).text, name)
  })

  test('are refused with what is wrong, and what was typed stays', async ({ assert }) => {
    const visitor = await Visitor.signedIn(MANAGER)
    const name = `Place ${randomUUID()}`
    await makeLocation(name)
    await visitor.get('/locations/new')
    const taken = await visitor.submit('/locations', { name, description: 'Upstairs' })
    const empty = await visitor.submit('/locations', { name: '', contact_email: 'not one' })
    const strange = await visitor.submit('/locations', { name: 'x', parent: 'Nowhere at all' })

    assert.include(taken.text, 'There is already a location of this name there.')
    assert.include(taken.text, 'value="Upstairs"')
    assert.include(empty.text, 'Fill this in.')
    assert.include(strange.text, 'Choose the location from the list.')
  })

  test('are changed and moved; one alone is the default', async ({ assert }) => {
    const visitor = await Visitor.signedIn(MANAGER)
    const [first, second] = [await makeLocation(), await makeLocation()]
    const rename = (id: number, fields: Record<string, string>) =>
      visitor.post(`/locations/${id}`, { name: `Place ${randomUUID()}`, parent: '', ...fields })
    await visitor.get(`/locations/${first}/edit`)
    await rename(first, { is_default: '1' })
    await rename(second, { is_default: '1', parent: String(first) })
    await visitor.get(`/locations/${first}/edit`)
    const loop = await visitor.submit(`/locations/${first}`, { name: 'x', parent: String(second) })

    assert.include(loop.text, 'A location cannot lie within itself.')
    const defaults = await db.from('stock_locations').where('is_default', 1)
    assert.deepEqual(
      defaults.map(({ id, path }) => [id, path]),
      [[second, `/${first}/${second}/`]]
    )
    await db.from('stock_locations').update({ is_default: 0 })
  })

  test('are deleted only while nothing ever lay there', async ({ assert }) => {
    const visitor = await Visitor.signedIn(MANAGER)
    const [used, unused] = [await makeLocation(), await makeLocation()]
    const partId = await makePart()
    const quantity = parseQuantity('2')
    await receiveStock({ partId, locationId: used, quantity, actorId: null })
    await visitor.get(`/locations/${used}`)
    const refused = await visitor.submit(`/locations/${used}/delete`, {})
    await visitor.post(`/locations/${unused}/delete`, {})

    assert.include(refused.text, 'the ledger needs this location')
    assert.isNotNull(await db.from('stock_locations').where('id', used).first())
    assert.isNull(await db.from('stock_locations').where('id', unused).first())
  })

  test('show what lies there and within, each item once', async ({ assert }) => {
    const visitor = await Visitor.signedIn(MANAGER)
    const name = `Lamp ${randomUUID()}`
    const [partId, parent] = [await makePart({ name }), await makeLocation()]
    const child = await makeLocation()
    await db
      .from('stock_locations')
      .where('id', child)
      .update({ parent_id: parent, path: `/${parent}/${child}/`, level: 1 })
    for (const locationId of [parent, child]) {
      await receiveStock({ partId, locationId, quantity: parseQuantity('3'), actorId: null })
    }
    const page = await visitor.get(`/locations/${parent}`)
    const stock = await visitor.get(`/locations/${parent}/stock`)
    const below = await visitor.get(`/locations/${child}/stock`)

    assert.match(page.text, /<dt>Items<\/dt><dd>1<\/dd>/)
    assert.match(page.text, /<dt>Lots<\/dt><dd>2<\/dd>/)
    assert.include(page.text, '2,880.00')
    assert.lengthOf(stock.text.split(name), 3)
    assert.lengthOf(below.text.split(name), 2)
  })

  test('are changed only by those who may', async ({ assert }) => {
    const visitor = await Visitor.signedIn({ stock_location: ['view'] })
    const id = await makeLocation()
    const page = await visitor.get(`/locations/${id}`)

    assert.equal(page.status, 200)
    assert.notInclude(page.text, `/locations/${id}/delete`)
    assert.notInclude(page.text, `/locations/${id}/stock`)
    assert.equal((await visitor.get('/locations/new')).status, 403)
    assert.equal((await visitor.post(`/locations/${id}/delete`, {})).status, 403)
    assert.equal((await visitor.get('/locations/999999999')).status, 404)
  })
})
