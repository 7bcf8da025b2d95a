import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity, toScaled } from '#core/decimal'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { baseUrl } from '#tests/helpers/api'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn, type Visitor } from '#tests/helpers/visitor'

/** Posts JSON as the script of the page does. */
async function send(visitor: Visitor, path: string, body: object) {
  const page = await visitor.get('/account')
  const token = /name='_csrf' value='([^']+)'/.exec(page.text)?.[1] ?? ''
  const answer = await fetch(baseUrl() + path, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'accept': 'application/json',
      'content-type': 'application/json',
      'x-csrf-token': token,
      'cookie': visitor.cookies,
    },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

async function stocked(quantity = '10') {
  const part = await makePart()
  const location = await makeLocation()
  const { movements } = await receiveStock({
    partId: part,
    locationId: location,
    quantity: parseQuantity(quantity),
    actorId: null,
  })
  return { part, location, lot: movements[0].lotId }
}

async function onHand(part: number, location?: number): Promise<bigint> {
  const query = db.from('stock_items').where('part_id', part)
  if (location) query.where('location_id', location)
  const rows = await query.select('quantity')
  return rows.reduce((sum, row) => sum + toScaled(row.quantity), 0n)
}

const postingsOf = (part: number) => db.from('stock_postings').where('part_id', part)

test.group('A scanned list', () => {
  test('is booked as one, once, and taken back as one', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const [first, second] = [await stocked(), await stocked()]
    const key = randomUUID()
    const lines = [
      { part: first.part, location: first.location, quantity: '2' },
      { part: second.part, lot: second.lot, quantity: '1.5' },
    ]
    const booked = await send(visitor, '/scan/bookings', {
      mode: 'out',
      key,
      lines,
      note: 'till 2',
    })
    assert.equal(booked.status, 200)
    assert.equal(booked.json.text, '2 lines are booked.')
    assert.lengthOf(booked.json.postings, 2)
    const again = await send(visitor, '/scan/bookings', { mode: 'out', key, lines, note: 'till 2' })
    assert.deepEqual(again.json.postings, booked.json.postings)
    assert.equal(await onHand(first.part), parseQuantity('8'))
    assert.equal(await onHand(second.part), parseQuantity('8.5'))
    const [sale] = await postingsOf(first.part).where('kind', 'sale')
    assert.equal(sale.reason, 'till 2')

    const undone = await send(visitor, '/scan/reversals', { postings: booked.json.postings })
    assert.deepEqual([undone.status, undone.json], [200, { text: 'The list is taken back.' }])
    assert.equal(await onHand(first.part), parseQuantity('10'))
    assert.equal(await onHand(second.part), parseQuantity('10'))
    const twice = await send(visitor, '/scan/reversals', { postings: booked.json.postings })
    assert.equal(twice.status, 400)
  })

  test('with one line that cannot be, books nothing and says which and why', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const [first, second] = [await stocked('10'), await stocked('3')]
    const lines = [
      { part: first.part, quantity: '2' },
      { part: second.part, quantity: '4' },
      { part: first.part, quantity: '1' },
      { part: 4_000_000, quantity: '1' },
    ]
    const { status, json } = await send(visitor, '/scan/bookings', {
      mode: 'out',
      key: randomUUID(),
      lines,
    })
    assert.equal(status, 400)
    assert.deepEqual(json.lines[0], {})
    assert.match(json.lines[1].quantity[0], /^Only 3 available/)
    assert.deepEqual(json.lines[2], {})
    assert.isNotEmpty(json.lines[3])
    assert.equal(await onHand(first.part), parseQuantity('10'))
    assert.lengthOf(await postingsOf(first.part), 1)
  })

  test('comes in, is counted and moves', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const { part, location, lot } = await stocked()
    const elsewhere = await makeLocation()
    const book = (mode: string, ...lines: object[]) =>
      send(visitor, '/scan/bookings', { mode, key: randomUUID(), lines })
    await book('in', { part, location: elsewhere, quantity: '5' }, { part, lot, quantity: '1' })
    assert.equal(await onHand(part, elsewhere), parseQuantity('5'))
    assert.equal(await onHand(part, location), parseQuantity('11'))
    await book('count', { part, location: elsewhere, quantity: '4' }, { part, lot, quantity: '0' })
    assert.equal(await onHand(part, elsewhere), parseQuantity('4'))
    assert.equal(await onHand(part, location), 0n)
    await book('transfer', { part, location: elsewhere, to: location, quantity: '3' })
    assert.equal(await onHand(part, location), parseQuantity('3'))
    const nowhere = await book('transfer', { part, location: elsewhere, quantity: '1' })
    assert.deepEqual(nowhere.json.lines, [{ location: ['Scan the location to move it to.'] }])
    const uncounted = await book('count', { part, quantity: '1' })
    assert.deepEqual(uncounted.json.lines, [{ location: ['Scan the location that is counted.'] }])
  })

  test('is refused when it makes no sense', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const part = await makePart()
    const key = randomUUID()
    const refusals: [object, object][] = [
      [{ mode: 'eat', key }, { mode: ['Choose what to book.'] }],
      [{ mode: 'in', key, lines: [] }, { non_field_errors: ['Scan something first.'] }],
      [{ mode: 'in', key, lines: 'x' }, { non_field_errors: ['Scan something first.'] }],
      [{ mode: 'in', lines: [{ part }] }, { key: ['Reload the page and try again.'] }],
      [
        { mode: 'in', key, lines: [{ part, quantity: '0' }, { part, quantity: 'two' }, 7] },
        {
          lines: [
            { quantity: ['Enter a quantity above zero.'] },
            { quantity: ['Enter a number, such as 12 or 12.5.'] },
            { quantity: ['Enter a quantity.'] },
          ],
        },
      ],
    ]
    for (const [body, expected] of refusals) {
      const { status, json } = await send(visitor, '/scan/bookings', body)
      assert.deepEqual([status, json], [400, expected])
    }
    assert.equal((await send(visitor, '/scan/reversals', { postings: ['x'] })).status, 400)
  })

  test('is booked only by those who may', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const { part } = await stocked()
    const lines = [{ part, quantity: '1' }]
    const { status } = await send(visitor, '/scan/bookings', {
      mode: 'out',
      key: randomUUID(),
      lines,
    })
    assert.include([400, 403], status)
    const [posting] = await postingsOf(part)
    assert.equal((await send(visitor, '/scan/reversals', { postings: [posting.id] })).status, 403)
    assert.equal(await onHand(part), parseQuantity('10'))
    const page = await visitor.get('/scan')
    assert.equal(page.status, 200)
    assert.notInclude(page.text, 'value="out"')
  })

  test('meets a sale of somebody else: nothing of it is booked', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const { part } = await stocked('5')
    const lines = Array.from({ length: 5 }, () => ({ part, quantity: '1' }))
    const [list] = await Promise.all([
      send(visitor, '/scan/bookings', { mode: 'out', key: randomUUID(), lines }),
      issueStock({ partId: part, quantity: parseQuantity('1'), actorId: null }).catch(() => null),
    ])
    const left = await onHand(part)
    assert.equal(left, list.status === 200 ? 0n : parseQuantity('4'))
  })
})

test.group('Codes on pages', () => {
  test('are looked up with what the page needs of them', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const { part, location, lot } = await stocked()
    const look = async (code: string) =>
      JSON.parse((await visitor.get(`/scan/lookup?code=${encodeURIComponent(code)}`)).text)
    const item = await look(`INV-PA${part}`)
    assert.deepInclude(item.matches[0], { model: 'part', id: part, href: `/items/${part}` })
    assert.equal(item.matches[0].item.available, '10')
    const found = await look(`{"stockitem": ${lot}}`)
    assert.equal(found.matches[0].lot.locationId, location)
    assert.equal(found.matches[0].item.id, part)
    assert.equal((await look(`inv-sl${location}`)).matches[0].model, 'stocklocation')
    assert.isEmpty((await look('INV-PA999999')).matches)
    assert.isEmpty((await look('')).matches)
  })

  test('are linked and unlinked on the page of an item, a lot and a place', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const { part, location, lot } = await stocked()
    for (const [path, short] of [
      [`/items/${part}`, `INV-PA${part}`],
      [`/stock/${lot}`, `INV-SI${lot}`],
      [`/locations/${location}`, `INV-SL${location}`],
    ]) {
      assert.include((await visitor.get(path)).text, `hx-get="${path}/barcodes"`)
      const code = `page ${randomUUID()}`
      const done = await visitor.post(`${path}/barcodes`, { barcode: code })
      assert.equal(done.location, path)
      const shown = await visitor.get(`${path}/barcodes`)
      assert.include(shown.text, code)
      assert.include(shown.text, short)
      const taken = await visitor.post(`${path}/barcodes`, { barcode: code }, { from: path })
      assert.equal(taken.status, 302)
      const [, id] = /barcodes\/(\d+)\/delete/.exec(shown.text) ?? []
      await visitor.post(`${path}/barcodes/${id}/delete`, {})
      assert.notInclude((await visitor.get(`${path}/barcodes`)).text, code)
    }
    assert.equal((await visitor.get('/items/999999/barcodes')).status, 404)
  })

  test('say whose they are already, and are changed only by those who may', async ({ assert }) => {
    const name = `Owner ${randomUUID()}`
    const owner = await makePart({ name })
    const other = await makePart()
    const code = `taken ${randomUUID()}`
    const { visitor } = await signedIn('manager')
    await visitor.post('/scan/links', { barcode: code, part: String(owner) })
    await visitor.post('/scan/links', { barcode: code, part: String(other) }, { from: '/scan' })
    assert.include((await visitor.get('/scan')).text, `This code already belongs to ${name}.`)
    await visitor.post(`/items/${other}/barcodes`, { barcode: `INV-PA${owner}` })
    assert.isEmpty(await db.from('barcodes').where('model_id', other).where('model', 'part'))

    const viewer = await signedIn('viewer')
    const refused = await viewer.visitor.post(`/items/${other}/barcodes`, { barcode: randomUUID() })
    assert.equal(refused.status, 403)
    const shown = await viewer.visitor.get(`/items/${owner}/barcodes`)
    assert.include(shown.text, code)
    assert.notInclude(shown.text, '/delete')
  })

  test('find the item in every picker, and open it from the finder', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const { part, lot, location } = await stocked()
    const code = String(Math.floor(1e12 + Math.random() * 8e12))
    await visitor.post('/scan/links', { barcode: code, part: String(part) })
    for (const text of [code, `INV-PA${part}`]) {
      for (const path of ['/stock/item_lookup', '/items/lookup']) {
        const found = JSON.parse((await visitor.get(`${path}?q=${text}`)).text)
        assert.deepEqual(
          found.map(({ id }: { id: number }) => id),
          [part],
          `${path} ${text}`
        )
      }
    }
    const [ofLot] = JSON.parse((await visitor.get(`/stock/item_lookup?q=INV-SI${lot}`)).text)
    assert.equal(ofLot.id, part)
    for (const [text, href] of [
      [code, `/items/${part}`],
      [`INV-SI${lot}`, `/stock/${lot}`],
      [`INV-SL${location}`, `/locations/${location}`],
      ['unknown-98765', '/scan?code=unknown-98765'],
    ]) {
      const { groups } = JSON.parse((await visitor.get(`/find?q=${text}`)).text)
      assert.equal(groups[0].results[0].href, href)
    }
  })

  test('wait for the page of the new item they are for', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const code = `new ${randomUUID()}`
    const answer = await visitor.get(`/scan/new_item?code=${encodeURIComponent(code)}`)
    assert.equal(answer.location, '/items/new')
    const part = await makePart()
    assert.include((await visitor.get(`/items/${part}/barcodes`)).text, `value="${code}"`)
    await visitor.post(`/items/${part}/barcodes`, { barcode: code })
    assert.notInclude((await visitor.get(`/items/${part}/barcodes`)).text, `value="${code}"`)
  })
})
