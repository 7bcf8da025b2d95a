import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { today } from '#core/time'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { makeLocation, shelf, STOCK_STAFF } from '#tests/helpers/stock'
import { Visitor } from '#tests/helpers/page_visitor'

function postingsOf(partId: number) {
  return db.from('stock_postings').where('part_id', partId).orderBy('id')
}

function form(place: { partId: number; locationId: number }, fields: Record<string, string> = {}) {
  return {
    type: 'OUT',
    part: String(place.partId),
    location: String(place.locationId),
    quantity: '2',
    unit_price: '',
    date: today(),
    key: randomUUID(),
    ...fields,
  }
}

test.group('Transaction form', () => {
  test('books a sale at the sale price, with its profit', async ({ assert }) => {
    const place = await shelf('10')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new?type=OUT')
    const page = await visitor.submit('/transactions', form(place, { note: 'Counter' }))

    const [, sale] = await postingsOf(place.partId)
    assert.equal(sale.kind, 'sale')
    assert.equal(toScaled(sale.quantity), parseQuantity('-2'))
    assert.equal(toScaled(sale.unit_price), parseMoney('600'))
    assert.equal(toScaled(sale.amount) + toScaled(sale.value), parseMoney('240'))
    assert.equal(sale.user_id, visitor.userId)
    assert.equal(sale.reason, 'Counter')
    assert.include(page.text, `Sale: 2 of ${place.name}.`)
    assert.include(page.text, `/transactions/${sale.id}/reversals`)
  })

  test('takes the typed price as cost of what comes in', async ({ assert }) => {
    const place = await shelf('1')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new?type=IN')
    await visitor.post('/transactions', form(place, { type: 'IN', unit_price: '470.25' }))

    const [, receipt] = await postingsOf(place.partId)
    assert.equal(receipt.kind, 'receive')
    assert.equal(toScaled(receipt.value), parseMoney('940.5'))
  })

  test('books other reasons as what they are', async ({ assert }) => {
    const place = await shelf('10')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new')
    await visitor.post('/transactions', form(place, { kind: 'scrap' }))
    await visitor.post('/transactions', form(place, { kind: 'return_out', unit_price: '450' }))
    await visitor.post('/transactions', form(place, { type: 'IN', kind: 'return_in' }))
    await visitor.post('/transactions', form(place, { type: 'IN', kind: 'adjust_in' }))

    const [, ...booked] = await postingsOf(place.partId)
    assert.deepEqual(
      booked.map(({ kind, amount }) => [kind, toScaled(amount)]),
      [
        ['scrap', 0n],
        ['return_out', parseMoney('900')],
        ['return_in', parseMoney('1200')],
        ['adjust_in', 0n],
      ]
    )
  })

  test('refuses more than there is, says what there is, and keeps what was typed', async ({
    assert,
  }) => {
    const place = await shelf('3')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new?type=OUT')
    const page = await visitor.submit('/transactions', form(place, { quantity: '4', note: 'Mine' }))

    assert.include(page.text, 'Only 3 available')
    assert.include(page.text, 'value="4"')
    assert.include(page.text, 'value="Mine"')
    assert.include(page.text, place.name)
    assert.lengthOf(await postingsOf(place.partId), 1)
  })

  test('says what is wrong with each field', async ({ assert }) => {
    const place = await shelf('3')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const refusals = [
      [{ quantity: 'many' }, 'Enter a number, such as 12 or 12.5.'],
      [{ quantity: '' }, 'Enter a quantity.'],
      [{ quantity: '-1' }, 'Enter a quantity above zero.'],
      [{ quantity: '1e30' }, 'This is larger than can be kept.'],
      [{ quantity: '0.000001' }, 'This has more decimals than can be kept.'],
      [{ unit_price: '-5' }, 'A price cannot be negative.'],
      [{ part: '99999999999999999999' }, 'Choose the item from the list.'],
      [{ part: '<script>alert(1)</script>' }, 'Choose the item from the list.'],
      [{ location: 'Nowhere' }, 'Choose the location from the list.'],
      [{ date: '2026-13-45' }, 'Enter a date'],
      [{ date: '2999-01-01' }, 'The date is in the future.'],
      [{ kind: 'receive' }, 'This is no reason for stock out.'],
    ] as const
    for (const [fields, message] of refusals) {
      await visitor.get('/transactions/new')
      const page = await visitor.submit('/transactions', form(place, fields))
      assert.equal(page.status, 200)
      assert.include(page.text, message)
      assert.notInclude(page.text, '<script>alert')
    }
    assert.lengthOf(await postingsOf(place.partId), 1)
  })

  test('takes an exact name or number where no script ran', async ({ assert }) => {
    const place = await shelf('3')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new')
    await visitor.post('/transactions', form(place, { part: place.name, location: '' }))

    assert.lengthOf(await postingsOf(place.partId), 2)
  })

  test('books once when it is sent twice, also at the same time', async ({ assert }) => {
    const place = await shelf('2')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new')
    const fields = form(place)
    const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/transactions', fields)))
    const again = await visitor.post('/transactions', fields)

    assert.lengthOf(await postingsOf(place.partId), 2)
    for (const { status, location } of [...answers, again]) {
      assert.equal(status, 302)
      assert.equal(location, '/transactions')
    }
  })

  test('previews the cost of the lots it would take, and writes nothing', async ({ assert }) => {
    const place = await shelf('3')
    const quantity = parseQuantity('5')
    await receiveStock({ ...place, quantity, unitCost: parseMoney('500'), actorId: null })
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const ask = async (count: string) => {
      const query = `item=${place.partId}&location=${place.locationId}&kind=sale&quantity=${count}`
      const { text } = await visitor.get(`/transactions/preview?${query}`)
      return JSON.parse(text)
    }

    assert.deepEqual(await ask('4'), { available: '8', cost: '1940' })
    assert.deepEqual(await ask('9'), { available: '8', cost: null })
    assert.deepEqual(await ask('what'), { available: '8', cost: null })
    assert.lengthOf(await postingsOf(place.partId), 2)
  })

  test('is only for those who may add stock', async ({ assert }) => {
    const place = await shelf('2')
    const visitor = await Visitor.signedIn({ stock: ['view'] })
    await visitor.get('/transactions')

    assert.equal((await visitor.get('/transactions/new')).status, 403)
    assert.equal((await visitor.post('/transactions', form(place))).status, 403)
    assert.lengthOf(await postingsOf(place.partId), 1)
  })
})

test.group('Transactions', () => {
  test('are narrowed by item, type, location, user and date', async ({ assert }) => {
    const place = await shelf('10')
    const elsewhere = await makeLocation()
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const old = await receiveStock({
      partId: place.partId,
      locationId: elsewhere,
      quantity: parseQuantity('1'),
      occurredAt: '2020-05-05 10:00:00.000',
      actorId: visitor.userId,
    })
    const sale = await issueStock({ ...place, quantity: parseQuantity('1'), actorId: null })
    const idsAt = async (query: string) => {
      const { text } = await visitor.get(`/transactions?item=${place.partId}&${query}`)
      const found = [...text.matchAll(/<a href="\/transactions\/(\d+)">\d/g)]
      return found.map(([, id]) => Number(id))
    }

    assert.lengthOf(await idsAt(''), 3)
    assert.deepEqual(await idsAt('type=sale'), [sale.id])
    assert.deepEqual(await idsAt('type=OUT'), [sale.id])
    assert.deepEqual(await idsAt(`location=${elsewhere}`), [old.id])
    assert.deepEqual(await idsAt(`user=${visitor.userId}`), [old.id])
    assert.deepEqual(await idsAt('from=2020-05-05&to=2020-05-05'), [old.id])
    assert.deepEqual(await idsAt('location=999999999'), [])
    assert.lengthOf(await idsAt('from=nonsense&type=nonsense'), 3)
  })

  test('are exported with formulas defused', async ({ assert }) => {
    const place = await shelf('10')
    const quantity = parseQuantity('1.5')
    await issueStock({ ...place, quantity, reason: '=HYPERLINK("x")', actorId: null })
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const { text } = await visitor.get(`/transactions/export.csv?item=${place.partId}`)

    const lines = text.trim().split('\r\n')
    assert.lengthOf(lines, 3)
    assert.include(lines[1], `,-1.5,,600.00,900.00,720.00,180.00,`)
    assert.include(lines[1], `"'=HYPERLINK(""x"")"`)
  })

  test('are reversed with a reason, once', async ({ assert }) => {
    const place = await shelf('10')
    const sale = await issueStock({ ...place, quantity: parseQuantity('2'), actorId: null })
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get(`/transactions/${sale.id}`)
    const without = await visitor.submit(`/transactions/${sale.id}/reversals`, { reason: ' ' })
    const done = await visitor.submit(`/transactions/${sale.id}/reversals`, { reason: 'Wrong' })
    const again = await visitor.submit(`/transactions/${sale.id}/reversals`, { reason: 'Wrong' })

    assert.include(without.text, 'Say why it is reversed.')
    assert.include(done.text, `Entry ${sale.id} is reversed.`)
    assert.include(again.text, 'This posting has been reversed already.')
    const reversals = await db.from('stock_postings').where('reverses_id', sale.id)
    assert.deepEqual(
      reversals.map(({ reason, user_id: userId }) => [reason, userId]),
      [['Wrong', visitor.userId]]
    )
  })

  test('show their movements, and only to those who may see stock', async ({ assert }) => {
    const place = await shelf('10')
    const sale = await issueStock({ ...place, quantity: parseQuantity('2'), actorId: null })
    const viewer = await Visitor.signedIn({ stock: ['view'] })
    const stranger = await Visitor.signedIn({ part: ['view'] })
    const { text } = await viewer.get(`/transactions/${sale.id}`)

    assert.include(text, `/stock/${sale.movements[0].lotId}`)
    assert.include(text, '240.00')
    assert.notInclude(text, 'name="reason"')
    await viewer.post(`/transactions/${sale.id}/reversals`, { reason: 'x' })
    assert.isNull(await db.from('stock_postings').where('reverses_id', sale.id).first())
    assert.equal((await stranger.get(`/transactions/${sale.id}`)).status, 403)
    assert.equal((await viewer.get('/transactions/999999999')).status, 404)
    assert.equal((await viewer.get('/transactions/99999999999999999999999')).status, 404)
  })
})
