import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { transact } from '#core/unit_of_work'
import { postInBulk, type BulkEntry } from '#stock/actions/post_in_bulk'
import { makeLocation, makePart } from '#tests/helpers/stock'

const q = parseQuantity
const m = parseMoney

function post(entries: BulkEntry[]) {
  return transact((unit) => postInBulk(unit, entries, { actorId: null }))
}

async function file() {
  const place = { partId: await makePart(), locationId: await makeLocation() }
  const type = `test:${randomUUID().slice(0, 8)}`
  const source = (line: string) => ({ type, id: 'invoice', line })
  const entry = (
    kind: BulkEntry['kind'],
    quantity: string,
    line: string,
    day: number
  ): BulkEntry => ({
    ...place,
    kind,
    quantity: q(quantity),
    unitCost: m('2'),
    unitPrice: m('5'),
    occurredAt: `2024-03-${String(day).padStart(2, '0')} 10:00:00.000`,
    source: source(line),
  })
  return { place, type, entry }
}

test.group('Bulk postings', () => {
  test('post in order, with stock that the batch itself brought in', async ({ assert }) => {
    const { place, entry } = await file()
    const result = await post([
      entry('adjust_in', '10', 'opening', 1),
      entry('sale', '4', 'a#1', 2),
      entry('receive', '10', 'supply', 3),
      entry('sale', '9', 'a#2', 4),
    ])

    assert.deepInclude(result, { posted: 4, skipped: 0, refused: [] })
    const lots = await db.from('stock_items').where('part_id', place.partId).orderBy('id')
    assert.deepEqual(
      lots.map((lot) => [toScaled(lot.quantity), toScaled(lot.value)]),
      [
        [0n, 0n],
        [q('7'), m('14')],
      ]
    )
    const [sale] = await db
      .from('stock_postings')
      .where('part_id', place.partId)
      .where('source_line', 'a#2')
    assert.equal(toScaled(sale.amount), m('45'))
    assert.equal(toScaled(sale.value), m('-18'))
  })

  test('skip what is posted already, in an earlier batch or in the same', async ({ assert }) => {
    const { place, entry } = await file()
    await post([entry('receive', '10', 'x', 1)])
    const again = await post([
      entry('receive', '10', 'x', 1),
      entry('sale', '1', 'y', 2),
      entry('sale', '1', 'y', 2),
    ])

    assert.deepInclude(again, { posted: 1, skipped: 2, refused: [] })
    const [lot] = await db.from('stock_items').where('part_id', place.partId)
    assert.equal(toScaled(lot.quantity), q('9'))
  })

  test('refuse a sale of more than there was at its moment, and go on with the others', async ({
    assert,
  }) => {
    const { place, entry } = await file()
    const result = await post([
      entry('receive', '10', 'r', 5),
      entry('sale', '1', 'early', 3),
      entry('sale', '11', 'much', 6),
      entry('sale', '10', 'right', 6),
    ])

    assert.equal(result.posted, 2)
    assert.deepEqual(
      result.refused.map(({ index, available }) => [index, available]),
      [
        [1, 0n],
        [2, q('10')],
      ]
    )
    const [lot] = await db.from('stock_items').where('part_id', place.partId)
    assert.equal(toScaled(lot.quantity), 0n)
  })

  test('tell of a batch by one event', async ({ assert }) => {
    const { place, entry } = await file()
    const before = await db.from('outbox_events').max('id as id').first()
    await post([entry('receive', '10', 'r', 5), entry('sale', '1', 's', 6)])
    const events = await db.from('outbox_events').where('id', '>', before?.id ?? 0)
    const own = events.filter(({ payload }) => payload.includes(`"part":${place.partId},`))

    assert.lengthOf(own, 1)
    assert.equal(own[0].type, 'bincard.stock.imported.v1')
    assert.lengthOf(JSON.parse(own[0].payload).data.postings, 2)
  })
})
