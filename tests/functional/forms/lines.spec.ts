import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, toScaled } from '#core/decimal'
import { today } from '#core/time'
import { shelf, STOCK_STAFF } from '#tests/helpers/stock'
import { Visitor } from '#tests/helpers/page_visitor'

type Shelf = Awaited<ReturnType<typeof shelf>>

function line({ partId, name }: Shelf, fields: Record<string, string> = {}) {
  return {
    part: String(partId),
    text: name,
    location: '',
    quantity: '1',
    unit_price: '',
    ...fields,
  }
}

function form(lines: unknown, fields: Record<string, string> = {}) {
  const empty = { part: '', location: '', quantity: '', unit_price: '', date: today() }
  return { type: 'OUT', key: randomUUID(), ...empty, lines: JSON.stringify(lines), ...fields }
}

function postingsOf({ partId }: Shelf) {
  return db.from('stock_postings').where('part_id', partId).orderBy('id')
}

test.group('Several lines in one form', () => {
  test('are booked together with the fields, once, and undone together', async ({ assert }) => {
    const [first, second] = [await shelf('10'), await shelf('10')]
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new?type=OUT')
    const sent = form([line(first, { quantity: '2', unit_price: '599' })], {
      part: String(second.partId),
      quantity: '3',
      note: 'Counter',
    })
    const answers = await Promise.all([1, 2].map(() => visitor.post('/transactions', sent)))
    assert.deepEqual(
      answers.map(({ location }) => location),
      ['/transactions', '/transactions']
    )
    const [, sale] = await postingsOf(first)
    assert.equal(toScaled(sale.unit_price), parseMoney('599'))
    assert.equal(sale.reason, 'Counter')
    assert.lengthOf(await postingsOf(first), 2)
    assert.lengthOf(await postingsOf(second), 2)

    await visitor.get('/transactions')
    const [, other] = await postingsOf(second)
    const undo = { undo: '1', reason: '', also: String(other.id) }
    const page = await visitor.submit(`/transactions/${sale.id}/reversals`, undo)
    assert.include(page.text, '2 entries are reversed.')
    const reversal = await db.from('stock_postings').where('reverses_id', other.id).firstOrFail()
    assert.equal(reversal.reason, 'Undone right after booking')
  })

  test('are booked all or not at all, and come back', async ({ assert }) => {
    const [first, second] = [await shelf('10'), await shelf('1')]
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    for (const [lines, fields, message] of [
      [[line(first), line(second, { quantity: '2' })], {}, `Line 2, ${second.name}: Only 1 avail`],
      [[line(first), line(second), line(second)], {}, `Line 3, ${second.name}: Only 0 available`],
      [[line(first)], { part: String(second.partId), quantity: '2' }, 'Only 1 available'],
      [[line(first, { quantity: '1,234' })], {}, 'can be read in two ways'],
      [[line(first, { quantity: '0' })], {}, 'Enter a quantity above zero.'],
      [[line(first, { part: '999999999' })], {}, 'Choose the item from the list.'],
      [[line(first), null], {}, 'The lines could not be read.'],
      ['nonsense', {}, 'The lines could not be read.'],
      [Array(101).fill(line(first)), {}, 'The lines could not be read.'],
    ] as const) {
      await visitor.get('/transactions/new?type=OUT')
      const page = await visitor.submit('/transactions', form(lines, fields))
      assert.include(page.text, message)
      if (lines.length < 4 && !lines.includes(null as never)) {
        assert.include(page.text, `name="lines" value="[{&quot;part&quot;:`)
      }
      assert.lengthOf(await postingsOf(first), 1)
      assert.lengthOf(await postingsOf(second), 1)
    }
  })

  test('begin with the reason and the place booked last, of this user alone', async ({
    assert,
  }) => {
    const item = await shelf('10')
    const visitor = await Visitor.signedIn(STOCK_STAFF)
    await visitor.get('/transactions/new?type=OUT')
    const fields = { part: String(item.partId), quantity: '1', kind: 'scrap', next: 'another' }
    const place = String(item.locationId)
    const { location } = await visitor.post(
      '/transactions',
      form([], { ...fields, location: place, lines: '' })
    )
    assert.equal(location, '/transactions/new?type=OUT&kind=scrap')
    for (const path of [location ?? '', '/transactions/new']) {
      const { text } = await visitor.get(path)
      assert.match(text, /value="scrap" selected/)
      assert.match(text, new RegExp(`<option value="${place}" selected`))
    }
    const usual = await visitor.get('/transactions/new?type=OUT')
    assert.notMatch(usual.text, /value="scrap" selected/)
    const moved = await visitor.get('/transfers/new')
    assert.match(moved.text, new RegExp(`<option value="${place}" selected`))
    const counted = await visitor.get(`/counts/new?item=${item.partId}`)
    assert.include(counted.text, 'name="seen_total"')
    const stranger = await Visitor.signedIn(STOCK_STAFF)
    const { text } = await stranger.get('/transfers/new')
    assert.notMatch(text, new RegExp(`<option value="${place}" selected`))
  })
})
