import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { formatShort, multiplyMoney, parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { drainProjections } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { transferStock } from '#stock/actions/transfer_stock'
import { listBalance } from '#stock/queries/list_balance'
import { listItemMovements } from '#stock/queries/list_item_movements'
import { makeLocation, makePart, STOCK_STAFF } from '#tests/helpers/stock'
import { Visitor } from '#tests/helpers/page_visitor'

const q = parseQuantity

async function shelf(quantity: string) {
  const name = `Kettle ${randomUUID()}`
  const partId = await makePart({ name })
  const locationId = await makeLocation()
  const receipt = await receiveStock({
    partId,
    locationId,
    quantity: q(quantity),
    occurredAt: '2024-01-10 10:00:00.000',
    actorId: null,
  })
  return { partId, locationId, name, lotId: receipt.movements[0].lotId }
}

async function onHand(partId: number, locationId: number): Promise<string> {
  const rows = await db.from('stock_items').where({ part_id: partId, location_id: locationId })
  const sum = rows.reduce((total, row) => total + toScaled(row.quantity), 0n)
  return formatShort(sum, 5, 0)
}

test.group('Stock balance', () => {
  const plain = { by: 'place', order: 'name', isDescending: false } as const

  test('as of a day equals the sum of all movements up to it', async ({ assert }) => {
    const places = [await makeLocation(), await makeLocation()]
    const partId = await makePart({ salePrice: '1.333333' })
    const days = ['2024-01-31', '2024-02-01', '2024-02-29', '2024-03-15', '2024-12-31']
    const at = (day: string) => `${day} 11:00:00.000`
    await receiveStock({
      partId,
      locationId: places[0],
      quantity: q('500'),
      unitCost: parseMoney('0.777777'),
      occurredAt: at('2024-01-30'),
      actorId: null,
    })
    for (const occurredAt of days.map(at)) {
      const out = { partId, quantity: q('7.5'), occurredAt, actorId: null }
      const sale = await issueStock({ ...out, locationId: places[0] })
      await receiveStock({ ...out, locationId: places[1], quantity: q('3') })
      if (occurredAt > '2024-03') {
        await reversePosting({ postingId: sale.id, reason: 'test', actorId: null })
      }
    }
    await drainProjections()

    for (const asOf of ['2024-01-29', '2024-01-30', ...days, '2024-02-10', '2025-06-01']) {
      const { rows } = await listBalance({ ...plain, partId, asOf })
      const movements = await db
        .from('stock_movements')
        .where('part_id', partId)
        .where('occurred_at', '<=', `${asOf} 23:59:59.999`)
      for (const place of places) {
        const own = movements.filter((movement) => movement.location_id === place)
        const row = rows.find(({ locationId }) => locationId === place)
        const quantity = own.reduce((sum, movement) => sum + toScaled(movement.quantity), 0n)
        const value = own.reduce((sum, movement) => sum + toScaled(movement.value), 0n)
        assert.equal(row?.quantity ?? 0n, quantity, asOf)
        assert.equal(row?.value ?? 0n, value, asOf)
        if (row) assert.equal(row.saleValue, multiplyMoney(quantity, parseMoney('1.333333')))
      }
    }
  })

  test('leaves promised, quarantined and expired stock out of what is available', async ({
    assert,
  }) => {
    const { partId, locationId, lotId } = await shelf('10')
    const stock = { partId, locationId, quantity: q('4'), actorId: null }
    await receiveStock({ ...stock, lot: { status: 75 } })
    await receiveStock({ ...stock, lot: { expiryDate: '2020-01-01' } })
    await db
      .from('stock_items')
      .where('id', lotId)
      .update({ allocated: q('3') })

    const { rows } = await listBalance({ ...plain, partId })
    assert.lengthOf(rows, 1)
    assert.equal(rows[0].quantity, q('18'))
    assert.equal(rows[0].allocated, q('3'))
    assert.equal(rows[0].available, q('7'))
  })

  test('flags an item below its minimum by all its stock, also where none lies', async ({
    assert,
  }) => {
    const { partId, locationId } = await shelf('10')
    const elsewhere = await makeLocation()
    await receiveStock({ partId, locationId: elsewhere, quantity: q('5'), actorId: null })
    const minimum = (quantity: string) =>
      db
        .from('parts')
        .where('id', partId)
        .update({ minimum_stock: q(quantity) })
    const low = async (locationIds?: number[]) => {
      const { rows } = await listBalance({ ...plain, partId, locationIds, isBelowMinimum: true })
      return rows.length
    }

    await minimum('15')
    assert.equal(await low(), 0)
    assert.equal(await low([elsewhere]), 0)
    await minimum('16')
    assert.equal(await low(), 2)
    assert.equal(await low([elsewhere]), 1)
    const empty = await makePart()
    await db
      .from('parts')
      .where('id', empty)
      .update({ minimum_stock: q('1') })
    const { rows } = await listBalance({ ...plain, partId: empty, isBelowMinimum: true })
    assert.deepEqual(
      rows.map(({ quantity, locationId: place }) => [quantity, place]),
      [[0n, null]]
    )
    assert.isTrue(
      (await listBalance({ ...plain, partId, locationIds: [locationId] })).rows.length === 1
    )
  })

  test('shows, searches, sorts and exports', async ({ assert }) => {
    const { name, locationId, partId } = await shelf('12.5')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const page = await visitor.get(`/balance?search=${encodeURIComponent(name)}&ordering=-quantity`)
    const other = await visitor.get(`/balance?location=${locationId}&search=nothing-like-it`)
    const file = await visitor.get(`/balance/export.csv?location=${locationId}`)

    assert.include(page.text, '12.5')
    assert.include(page.text, '6,000.00')
    assert.include(page.text, `/items/${partId}/stock`)
    assert.include(other.text, 'Nothing matches')
    const lines = file.text.trim().split('\r\n')
    assert.lengthOf(lines, 2)
    assert.include(lines[1], `,${name},`)
    assert.include(lines[1], ',12.5,0,12.5,,6000.00,7500.00,0,no')
  })

  test('is only for those who may see stock', async ({ assert }) => {
    const visitor = await Visitor.signedIn({ part: ['view'] })
    const { partId, locationId } = await shelf('1')
    for (const path of [
      '/balance',
      '/balance/export.csv',
      `/items/${partId}/stock`,
      `/items/${partId}/movements`,
      `/locations/${locationId}/stock`,
      '/stock/item_lookup?q=a',
    ]) {
      assert.equal((await visitor.get(path)).status, 403, path)
    }
  })
})

test.group('Bin card', () => {
  test('runs a balance backwards from what lies there, page by page', async ({ assert }) => {
    const { partId, locationId } = await shelf('100')
    const elsewhere = await makeLocation()
    for (let count = 1; count <= 30; count++) {
      const occurredAt = `2024-02-${String(1 + (count % 28)).padStart(2, '0')} 10:00:00.000`
      await issueStock({ partId, locationId, quantity: q('1'), occurredAt, actorId: null })
    }
    const move = { partId, fromLocationId: locationId, toLocationId: elsewhere, actorId: null }
    await transferStock({ ...move, quantity: q('20') })

    const first = await listItemMovements(partId)
    const second = await listItemMovements(partId, { page: 2 })
    const here = await listItemMovements(partId, { locationId })
    assert.equal(first.lines[0].balance, q('70'))
    assert.equal(first.lines[0].change, 0n)
    assert.isTrue(first.hasNext)
    assert.equal(second.lines.at(-1)?.balance, q('100'))
    assert.equal(first.lines[24].balance - first.lines[24].change, second.lines[0].balance)
    assert.equal(here.lines[0].balance, q('50'))
    assert.equal(here.lines[0].change, q('-20'))
  })

  test('is a part of the item’s page, and a page of its own', async ({ assert }) => {
    const { partId, lotId } = await shelf('3')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    for (const path of [`/items/${partId}/movements`, `/items/${partId}/stock`]) {
      const page = await visitor.get(path)
      assert.include(page.text, '<!doctype html>')
      assert.equal(page.status, 200)
    }
    assert.include((await visitor.get(`/items/${partId}/stock`)).text, `/stock/${lotId}`)
    assert.equal((await visitor.get('/items/999999999/stock')).status, 404)
    assert.equal((await visitor.get('/items/999999999/movements')).status, 404)
  })
})

test.group('Moving and counting', () => {
  test('moves stock between locations, once however often it is sent', async ({ assert }) => {
    const { partId, locationId, name } = await shelf('10')
    const elsewhere = await makeLocation()
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transfers/new')
    const fields = {
      part: String(partId),
      location: String(locationId),
      to: String(elsewhere),
      quantity: '4',
      key: randomUUID(),
    }
    const page = await visitor.submit('/transfers', fields)
    await visitor.post('/transfers', fields)

    assert.include(page.text, `Moved 4 of ${name}`)
    assert.equal(await onHand(partId, locationId), '6')
    assert.equal(await onHand(partId, elsewhere), '4')

    await visitor.get('/transfers/new')
    const tooMuch = { ...fields, quantity: '7', key: randomUUID() }
    const refused = await visitor.submit('/transfers', tooMuch)
    assert.include(refused.text, 'Only 6 available')
    assert.include(refused.text, 'value="7"')
    const nowhere = await visitor.submit('/transfers', { ...fields, to: '', key: randomUUID() })
    assert.include(nowhere.text, 'Choose a location.')
  })

  test('counts a total: what is missing goes from the oldest lots', async ({ assert }) => {
    const { partId, locationId, lotId, name } = await shelf('10')
    await receiveStock({ partId, locationId, quantity: q('5'), actorId: null })
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get(`/counts/new?item=${partId}&location=${locationId}`)
    const fields = { part: String(partId), location: String(locationId), key: randomUUID() }
    const page = await visitor.submit('/counts', { ...fields, total: '3', seen_total: '15' })

    assert.include(page.text, `Counted ${name}: 12 fewer than expected.`)
    const oldest = await db.from('stock_items').where('id', lotId).first()
    assert.equal(toScaled(oldest.quantity), 0n)
    assert.equal(await onHand(partId, locationId), '3')

    const late = { ...fields, total: '9', seen_total: '15', key: randomUUID() }
    const refused = await visitor.submit('/counts', late)
    assert.equal(refused.status, 200)
    assert.equal(await onHand(partId, locationId), '3')
  })

  test('counts lot by lot, and books what was found where nothing was', async ({ assert }) => {
    const { partId, locationId, lotId } = await shelf('10')
    const empty = await makeLocation()
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get(`/counts/new?item=${partId}&location=${locationId}`)
    await visitor.post('/counts', {
      part: String(partId),
      location: String(locationId),
      key: randomUUID(),
      [`lot_${lotId}`]: '11.5',
      [`seen_${lotId}`]: '10',
    })
    await visitor.post('/counts', {
      part: String(partId),
      location: String(empty),
      key: randomUUID(),
      total: '2',
      seen_total: '0',
    })

    assert.equal(await onHand(partId, locationId), '11.5')
    assert.equal(await onHand(partId, empty), '2')
  })

  test('is only for those who may change stock', async ({ assert }) => {
    const { lotId } = await shelf('1')
    const visitor = await Visitor.signedIn({ stock: ['view', 'add'] })
    await visitor.get('/transactions')
    assert.equal((await visitor.get('/transfers/new')).status, 403)
    assert.equal((await visitor.get('/counts/new')).status, 403)
    assert.equal((await visitor.post(`/stock/${lotId}/counts`, { counted: '0' })).status, 403)
  })
})

test.group('Lot page', () => {
  test('moves, counts, removes, edits and revalues the lot', async ({ assert }) => {
    const { lotId, partId, locationId } = await shelf('10')
    const elsewhere = await makeLocation()
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const page = await visitor.get(`/stock/${lotId}`)
    assert.include(page.text, '4,800.00')
    const change = (name: string, fields: Record<string, string>) =>
      visitor.submit(`/stock/${lotId}/${name}`, { key: randomUUID(), ...fields })

    await change('moves', { location: String(elsewhere), quantity: '2' })
    await change('counts', { counted: '9' })
    await change('removals', { removed: '1', kind: 'scrap', note: 'Broken' })
    await change('edits', { status: '50', batch: 'B-7', expiry_date: '2099-01-01' })
    const last = await change('costs', { unit_cost: '500' })

    const lot = await db.from('stock_items').where('id', lotId).first()
    assert.equal(toScaled(lot.quantity), q('8'))
    assert.equal(toScaled(lot.value), parseMoney('4000'))
    assert.deepEqual([lot.status, lot.batch, lot.expiry_date], [50, 'B-7', '2099-01-01'])
    assert.include(last.text, 'Booked.')
    assert.equal(await onHand(partId, elsewhere), '2')
    assert.equal(await onHand(partId, locationId), '8')
    const kinds = await db.from('stock_postings').where('part_id', partId).orderBy('id')
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['receive', 'transfer', 'count', 'scrap', 'note', 'revalue']
    )
  })

  test('says what is refused, and what is not there', async ({ assert }) => {
    const { lotId } = await shelf('10')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get(`/stock/${lotId}`)
    const send = (path: string, fields: Record<string, string>) =>
      visitor.submit(path, { key: randomUUID(), ...fields })

    assert.include((await send(`/stock/${lotId}/removals`, { removed: '11' })).text, 'Only 10')
    const expiry = { status: '10', expiry_date: 'soon' }
    assert.include((await send(`/stock/${lotId}/edits`, expiry)).text, 'Enter a date')
    assert.include((await send(`/stock/${lotId}/costs`, { unit_cost: '-1' })).text, 'negative')
    assert.equal((await send(`/stock/${lotId}/constructor`, {})).status, 404)
    assert.equal((await visitor.get('/stock/999999999')).status, 404)
  })
})
