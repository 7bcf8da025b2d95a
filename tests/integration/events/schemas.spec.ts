import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { transact } from '#core/unit_of_work'
import { issueStock } from '#stock/actions/issue_stock'
import { postInBulk } from '#stock/actions/post_in_bulk'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { readSchema, schemaFaults } from '#tests/helpers/json_schema'
import { makeLocation, makePart } from '#tests/helpers/stock'

const UNIT = 100_000n

async function eventsSince(id: number) {
  const rows = await db.from('outbox_events').where('id', '>', id).orderBy('id')
  return rows.map((row) => JSON.parse(row.payload))
}

async function newestEvent(): Promise<number> {
  const row = await db.from('outbox_events').max('id as id').first()
  return row.id ?? 0
}

test.group('Event schemas', () => {
  test('stock events are as their schemas say', async ({ assert }) => {
    const [partId, locationId] = [await makePart(), await makeLocation()]
    const before = await newestEvent()
    await receiveStock({ partId, locationId, quantity: 5n * UNIT, actorId: null })
    const sale = await issueStock({ partId, locationId, quantity: UNIT, actorId: null })
    await reversePosting({ postingId: sale.id, reason: 'test', actorId: null })
    await transact((unit) =>
      postInBulk(
        unit,
        [
          {
            kind: 'receive',
            partId,
            locationId,
            quantity: UNIT,
            unitCost: 1n,
            occurredAt: '2024-01-02 03:04:05.678',
            source: { type: 'test', id: String(partId), line: '1' },
          },
        ],
        { actorId: null }
      )
    )

    const events = await eventsSince(before)

    assert.deepEqual(
      events.map((event) => event.type),
      [
        'bincard.stock.moved.v1',
        'bincard.stock.moved.v1',
        'bincard.stock.moved.v1',
        'bincard.stock.imported.v1',
      ]
    )
    for (const event of events) {
      assert.deepEqual(schemaFaults(readSchema(`${event.type}.json`), event), [])
    }
    const reversal = events[2].data.posting
    assert.deepEqual([reversal.kind, reversal.counts_as], ['reversal', 'sale'])
    assert.equal(reversal.movements[0].amount, '-600.000000')
  })

  test('a schema finds what is missing, unknown or of another kind', ({ assert }) => {
    const schema = readSchema('stock_posting.json')

    const faults = schemaFaults(schema, {
      id: '1',
      movements: [{ lot: 1.5, quantity: '1e3' }],
      more: 1,
    })

    assert.includeMembers(faults, [
      '.id is string',
      '.part is missing',
      '.more is unknown',
      '.movements[0].lot is number',
      '.movements[0].quantity: 1e3',
    ])
  })
})
