import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { toScaled } from '#core/decimal'
import { transact } from '#core/unit_of_work'
import { applyEvents } from '#events/actions/apply_events'
import { moveInOutbox } from '#events/actions/move_position'
import { drainProjections } from '#events/embedded_event_log'
import { recordEvent, type CloudEvent } from '#events/outbox'
import type { Drift } from '#events/projection'
import { STOCK_MOVED } from '#events/stock_event'
import { stockFigures } from '#insights/projections/stock_figures'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { transferStock } from '#stock/actions/transfer_stock'
import { makeLocation, makePart } from '#tests/helpers/stock'

const UNIT = 100_000n

async function drifts(): Promise<Drift[]> {
  const found: Drift[] = []
  for await (const drift of stockFigures.verify(() => {})) found.push(drift)
  return found
}

const stay = moveInOutbox(stockFigures.name, 0)

function moved(part: number, day: string, movement: Record<string, unknown>): CloudEvent {
  const data = {
    posting: {
      id: 1,
      kind: 'sale',
      counts_as: 'sale',
      part,
      occurred_at: `${day} 12:00:00.000`,
      recorded_at: `${day} 12:00:00.000`,
      day,
      user: null,
      movements: [{ lot: 1, location: null, ...movement }],
    },
  }
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/bincard',
    type: STOCK_MOVED,
    subject: String(part),
    time: `${day}T12:00:00.000Z`,
    datacontenttype: 'application/json',
    data,
  }
}

async function salesOf(part: number) {
  const rows = await db.from('sales_daily').where('part_id', part)
  const sum = (column: string) => rows.reduce((total, row) => total + toScaled(row[column]), 0n)
  return { quantity: sum('quantity'), revenue: sum('revenue'), profit: sum('profit') }
}

test.group('Stock figures', (group) => {
  group.teardown(async () => {
    // Events made by hand have no ledger behind them: what they left would be a drift for others.
    await stockFigures.rebuild(() => {})
  })

  test('equal the ledger after random postings and reversals', async ({ assert }) => {
    const parts = await Promise.all([makePart(), makePart()])
    const places = await Promise.all([makeLocation(), makeLocation()])
    const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]
    const days = ['2024-01-30', '2024-01-31', '2024-02-01', '2024-02-29']
    for (const partId of parts) {
      for (const locationId of places) {
        await receiveStock({
          kind: 'receive',
          partId,
          locationId,
          quantity: 500n * UNIT,
          unitCost: 3_333_333n,
          occurredAt: '2024-01-02 09:00:00.000',
          actorId: null,
        })
      }
    }
    const postingIds: number[] = []
    for (let count = 0; count < 120; count++) {
      const input = {
        partId: pick(parts),
        locationId: pick(places),
        quantity: BigInt(1 + Math.floor(Math.random() * 300_000)),
        occurredAt: `${pick(days)} 10:00:00.000`,
        actorId: null,
      }
      const kind = pick([
        'receive',
        'adjust_in',
        'return_in',
        'sale',
        'sale',
        'scrap',
        'return_out',
      ] as const)
      const isIncoming = kind === 'receive' || kind === 'adjust_in' || kind === 'return_in'
      const posting = isIncoming
        ? await receiveStock({ ...input, kind, unitCost: 7_777_777n })
        : await issueStock({ ...input, kind }).catch(() => null)
      if (posting) postingIds.push(posting.id)
      if (posting && Math.random() < 0.3) {
        await reversePosting({ postingId: posting.id, reason: 'test', actorId: null })
      }
      if (count % 17 === 0) await drainProjections()
    }

    await drainProjections()

    assert.isAbove(postingIds.length, 100)
    assert.deepEqual(await drifts(), [])
    const naive = await db
      .from('stock_movements as m')
      .join('stock_postings as p', 'p.id', 'm.posting_id')
      .leftJoin('stock_postings as r', 'r.id', 'p.reverses_id')
      .whereIn('m.part_id', parts)
      .select('m.amount', 'm.value')
      .select(db.raw('COALESCE(r.kind, p.kind) as counts_as'))
    let profit = 0n
    for (const row of naive) {
      if (row.counts_as === 'sale') profit += toScaled(row.amount) + toScaled(row.value)
      if (row.counts_as === 'return_in') profit += toScaled(row.value) - toScaled(row.amount)
    }
    const sales = await Promise.all(parts.map(salesOf))
    assert.equal(sales[0].profit + sales[1].profit, profit)
  })

  test('count an event once that is delivered twice', async ({ assert }) => {
    const part = await makePart()
    const event = moved(part, '2024-03-05', {
      quantity: '-2.00000',
      value: '-960.000000',
      amount: '1200.000000',
    })

    const first = await applyEvents(stockFigures, { events: [event, event], move: stay })
    const second = await applyEvents(stockFigures, { events: [event], move: stay })

    assert.deepEqual([first.length, second.length], [1, 0])
    assert.deepEqual(await salesOf(part), {
      quantity: 2n * UNIT,
      revenue: 1_200_000_000n,
      profit: 240_000_000n,
    })
  })

  test('keep nothing of an event whose transaction breaks off, and count it when it comes again', async ({
    assert,
  }) => {
    const part = await makePart()
    const event = moved(part, '2024-03-06', { quantity: '-1', value: '-1', amount: '3' })
    const breaking = {
      ...stockFigures,
      async apply(...given: Parameters<typeof stockFigures.apply>) {
        await stockFigures.apply(...given)
        throw new Error('killed')
      },
    }

    await assert.rejects(() => applyEvents(breaking, { events: [event], move: stay }), 'killed')
    const afterBreak = await salesOf(part)
    await applyEvents(stockFigures, { events: [event], move: stay })

    assert.equal(afterBreak.quantity, 0n)
    assert.equal((await salesOf(part)).quantity, UNIT)
  })

  test('move between places leaves no trace in sales and purchases', async ({ assert }) => {
    const [part, from, to] = [await makePart(), await makeLocation(), await makeLocation()]
    await receiveStock({
      kind: 'adjust_in',
      partId: part,
      locationId: from,
      quantity: 5n * UNIT,
      unitCost: 1_000_000n,
      actorId: null,
    })

    await transferStock({
      partId: part,
      fromLocationId: from,
      toLocationId: to,
      quantity: 2n * UNIT,
      actorId: null,
    })
    await drainProjections()

    assert.lengthOf(await db.from('sales_daily').where('part_id', part), 0)
    assert.lengthOf(await db.from('purchases_daily').where('part_id', part), 0)
    const stock = await db.from('stock_daily').where('part_id', part).orderBy('location_id')
    assert.deepEqual(
      stock.map((row) => [row.location_id, toScaled(row.quantity)]),
      [
        [from, 3n * UNIT],
        [to, 2n * UNIT],
      ]
    )
  })

  test('a rebuild leaves out what is not applied yet, and the relay adds it once', async ({
    assert,
  }) => {
    const [part, place] = [await makePart(), await makeLocation()]
    await receiveStock({ partId: part, locationId: place, quantity: 9n * UNIT, actorId: null })
    await issueStock({ partId: part, locationId: place, quantity: 4n * UNIT, actorId: null })

    const before = await salesOf(part)
    await stockFigures.rebuild(() => {})
    const rebuilt = await salesOf(part)
    await drainProjections()

    assert.deepEqual(rebuilt, before)
    assert.equal((await salesOf(part)).quantity, 4n * UNIT)
    assert.deepEqual(await drifts(), [])
  })

  test('a rebuild while postings go on ends equal to the ledger', async ({ assert }) => {
    const [part, place] = [await makePart(), await makeLocation()]
    await receiveStock({ partId: part, locationId: place, quantity: 100n * UNIT, actorId: null })
    const sell = () =>
      issueStock({ partId: part, locationId: place, quantity: UNIT, actorId: null })

    const selling = Promise.all(Array.from({ length: 30 }, sell))
    await Promise.all([stockFigures.rebuild(() => {}), drainProjections()])
    await selling
    await drainProjections()

    assert.equal((await salesOf(part)).quantity, 30n * UNIT)
    assert.deepEqual(await drifts(), [])
  })

  test('a drift is found and named', async ({ assert }) => {
    const [part, place] = [await makePart(), await makeLocation()]
    await receiveStock({ partId: part, locationId: place, quantity: 2n * UNIT, actorId: null })
    await issueStock({ partId: part, locationId: place, quantity: UNIT, actorId: null })
    await drainProjections()
    await db.from('sales_daily').where('part_id', part).increment('revenue', 1)

    const found = (await drifts()).filter((drift) => drift.key.includes(`part_id ${part},`))

    assert.lengthOf(found, 1)
    assert.equal(found[0].table, 'sales_daily')
    assert.equal(found[0].column, 'revenue')
    assert.equal(BigInt(found[0].found) - BigInt(found[0].expected), 1n)
  })

  test('the outbox is emptied of what is applied everywhere', async ({ assert }) => {
    const eventId = await transact((unit) =>
      recordEvent(unit, { type: 'bincard.test.v1', subject: '1', data: {} })
    )

    await drainProjections()

    assert.lengthOf(await db.from('outbox_events'), 0)
    assert.lengthOf(await db.from('projection_events').where('event_id', eventId), 0)
  })
})
