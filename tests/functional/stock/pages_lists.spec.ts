import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { formatShort, parseQuantity, QUANTITY_DECIMALS, toScaled } from '#core/decimal'
import { toDatabaseTime } from '#core/time'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { makeLocation, makePart, shelf, STOCK_STAFF } from '#tests/helpers/stock'
import { Visitor } from '#tests/helpers/page_visitor'

function sell(place: { partId: number; locationId: number }, quantity: string) {
  return issueStock({ ...place, quantity: parseQuantity(quantity), actorId: null })
}

async function onHand(partId: number, locationId: number): Promise<string> {
  const row = await db
    .from('stock_items')
    .where({ part_id: partId, location_id: locationId })
    .sum('quantity as total')
    .first()
  return formatShort(toScaled(row?.total), QUANTITY_DECIMALS, 0)
}

test.group('List of transactions', () => {
  test('adds up all that is filtered: what came in, went out and was earned', async ({
    assert,
  }) => {
    const place = await shelf('10')
    await sell(place, '2')
    const wrong = await sell(place, '1')
    await reversePosting({ postingId: wrong.id, reason: 'Wrong', actorId: null })
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const { text } = await visitor.get(`/transactions/totals?item=${place.partId}`)
    const figures = [...text.matchAll(/<dd[^>]*>([^<]+)/g)].map(([, figure]) => figure.trim())

    // Ten in and one back; two and one out; two sold at 600 that had cost 480.
    assert.deepEqual(figures, ['4', '11', '−3', '1,200.00', '960.00', '240.00'])
    const none = await visitor.get('/transactions/totals?item=999999999')
    assert.include(none.text, '<dd>0</dd>')
  })

  test('adds up anew what was booked since, in a month gone by too', async ({ assert }) => {
    const place = await shelf('10')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const counted = async () => {
      const { text } = await visitor.get(`/transactions/totals?location=${place.locationId}`)
      return [...text.matchAll(/<dd[^>]*>([^<]+)/g)].slice(0, 3).map(([, figure]) => figure.trim())
    }

    assert.deepEqual(await counted(), ['1', '10', '0'])
    const sale = await sell(place, '3')
    assert.deepEqual(await counted(), ['2', '10', '−3'])
    const occurredAt = toDatabaseTime(DateTime.utc().minus({ days: 70 }))
    await receiveStock({ ...place, quantity: parseQuantity('4'), actorId: null, occurredAt })
    assert.deepEqual(await counted(), ['3', '14', '−3'])
    await reversePosting({ postingId: sale.id, reason: 'Wrong', actorId: null })
    assert.deepEqual(await counted(), ['4', '17', '−3'])
  })

  test('shows the oldest first when asked, in the columns asked for, and an entry in the drawer', async ({
    assert,
  }) => {
    const place = await shelf('10')
    const sale = await sell(place, '2')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    const ids = async (query: string) => {
      const { text } = await visitor.get(`/transactions?item=${place.partId}${query}`)
      return [...text.matchAll(/data-row="(\d+)"/g)].map(([, id]) => Number(id))
    }
    const latest = await ids('')
    assert.equal(latest[0], sale.id)
    assert.deepEqual(await ids('&ordering=date'), latest.toReversed())

    const { text } = await visitor.get(`/transactions?item=${place.partId}&columns=type,note`)
    assert.notInclude(text, '1,200.00')
    assert.include(text, `/transactions/export.csv?item=${place.partId}&amp;columns=date,type,note`)
    const drawer = await visitor.get(`/transactions/${sale.id}/preview`)
    assert.match(drawer.text, /data-drawer-content="Sale, entry \d+"/)
    assert.include(drawer.text, '1,200.00')
    assert.equal((await visitor.get('/transactions/999999999/preview')).status, 404)
  })

  test('takes the chosen entries back with one reason, all or none', async ({ assert }) => {
    const place = await shelf('10')
    const [first, second] = [await sell(place, '2'), await sell(place, '3')]
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions')
    const chosen = `${first.id},${second.id}`
    const asked = await visitor.post('/transactions/chosen/reverse', { chosen })
    assert.include(asked.text, 'Reverse 2 entries?')

    const send = (fields: Record<string, string>) =>
      visitor.submit('/transactions/chosen/reversals', { back: '/transactions', ...fields })
    assert.include((await send({ chosen, reason: ' ' })).text, 'Say why they are reversed.')
    assert.include((await send({ chosen: '', reason: 'x' })).text, 'Choose the entries first.')
    assert.include((await send({ all: '1', query: '', reason: 'x' })).text, 'At most 200 entries')
    assert.equal(await onHand(place.partId, place.locationId), '5')

    await reversePosting({ postingId: first.id, reason: 'Before', actorId: null })
    const refused = await send({ chosen, reason: 'Wrong customer' })
    assert.include(refused.text, `Nothing was reversed. Entry ${first.id}:`)
    assert.equal(await onHand(place.partId, place.locationId), '7')

    const done = await send({ chosen: String(second.id), reason: 'Wrong customer' })
    assert.include(done.text, '1 entry is reversed.')
    assert.equal(await onHand(place.partId, place.locationId), '10')
    const reversal = await db.from('stock_postings').where('reverses_id', second.id).firstOrFail()
    assert.equal(reversal.reason, 'Wrong customer')
    assert.equal(reversal.user_id, visitor.userId)
  })
})

test.group('Chosen rows of the stock balance', () => {
  test('move to another location in one go, once, and all or none', async ({ assert }) => {
    const [one, two] = [await shelf('10'), await shelf('4.5')]
    const to = await makeLocation()
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/balance')
    const chosen = `${one.partId}-${one.locationId},${two.partId}-${two.locationId}`
    const asked = await visitor.post('/balance/chosen/transfer', { chosen })
    assert.include(asked.text, 'Move 2 balances')
    assert.include(asked.text, one.name)

    const send = (fields: Record<string, string>) =>
      visitor.submit('/balance/chosen/transfers', { chosen, back: '/balance', ...fields })
    assert.include((await send({ to: '' })).text, 'Choose a location.')
    assert.include((await send({ to: String(two.locationId) })).text, 'is there already')
    assert.equal(await onHand(one.partId, one.locationId), '10')

    const key = randomUUID()
    assert.include((await send({ to: String(to), key })).text, '2 balances moved to')
    assert.deepEqual([await onHand(one.partId, to), await onHand(two.partId, to)], ['10', '4.5'])
    assert.equal(await onHand(one.partId, one.locationId), '0')
    // What is no longer there cannot be chosen again.
    assert.include((await send({ to: String(to), key })).text, 'Choose the rows first.')
  })

  test('are exported and labelled', async ({ assert }) => {
    const [one, two] = [await shelf('10'), await shelf('4')]
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/balance')
    const chosen = `${two.partId}-${two.locationId}`
    const file = await visitor.post('/balance/export.csv', { chosen })
    const lines = file.text.trim().split('\r\n')
    assert.lengthOf(lines, 2)
    assert.include(lines[1], two.name)
    const labels = await visitor.post('/balance/chosen/labels', {
      chosen: `${one.partId}-${one.locationId},${chosen}`,
    })
    const items = [one.partId, two.partId]
    const wanted = [items, items.toReversed()].map((ids) => `/labels?items=${ids.join(',')}`)
    assert.include(wanted, labels.location ?? '')
  })

  test('are labelled also when their ids are more than an address holds', async ({ assert }) => {
    const ids: number[] = []
    while (ids.join(',').length < 2000) {
      const partId = await makePart({ name: `Pin ${randomUUID()}` })
      await receiveStock({ partId, quantity: parseQuantity('1'), actorId: null })
      ids.push(partId)
    }
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/balance')
    const labels = await visitor.post('/balance/chosen/labels', { chosen: ids.join(',') })
    assert.equal(labels.status, 200)
    assert.include(labels.text, `For ${ids.length} things`)
    const [, sent = ''] = /name="items" value="([\d,]+)"/.exec(labels.text) ?? []
    assert.sameMembers(sent.split(',').map(Number), ids)
  })

  test('are moved only by those who may change stock', async ({ assert }) => {
    const visitor = await Visitor.signedIn({ stock: ['view'], part: ['view'] })
    const page = await visitor.get('/balance')
    assert.notInclude(page.text, '/balance/chosen/transfer')
    const list = await visitor.get('/transactions')
    assert.notInclude(list.text, '/transactions/chosen/reverse')
    for (const path of [
      '/balance/chosen/transfer',
      '/balance/chosen/transfers',
      '/transactions/chosen/reverse',
      '/transactions/chosen/reversals',
    ]) {
      assert.equal((await visitor.post(path, { chosen: '1-1' })).status, 403, path)
    }
  })
})
