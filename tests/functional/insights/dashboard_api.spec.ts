import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { createUser } from '#accounts/actions/create_user'
import { ensureStandardGroups } from '#accounts/actions/ensure_standard_groups'
import { issueToken } from '#accounts/actions/issue_token'
import { SYSTEM } from '#accounts/audit'
import { formatMoney, toScaled } from '#core/decimal'
import { now, toDatabaseTime } from '#core/time'
import { drainProjections } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { makeLocation, makePart } from '#tests/helpers/stock'

const UNIT = 100_000n

async function tokenOf(group: string | null): Promise<string> {
  const groups = await ensureStandardGroups()
  const userId = await createUser(
    {
      username: `user-${randomUUID()}`,
      password: `pass-${randomUUID()}`,
      groupIds: group ? [groups[group]] : [],
    },
    SYSTEM
  )
  return (await issueToken({ userId, name: 'test' })).token
}

async function ask(query: string, token: string) {
  const response = await fetch(`http://127.0.0.1:${process.env.PORT}/api/dashboard/${query}`, {
    headers: { authorization: `Token ${token}` },
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

test.group('GET /api/dashboard/', (group) => {
  let token = ''
  group.setup(async () => {
    token = await tokenOf('viewer')
  })

  test('tells what was bought, sold and earned, the worked example', async ({ assert }) => {
    const [part, place] = [await makePart({ name: `Phone ${randomUUID()}` }), await makeLocation()]
    const facts = { partId: part, locationId: place, actorId: null }
    await receiveStock({ ...facts, quantity: 10n * UNIT, occurredAt: '2003-06-02 09:00:00.000' })
    await issueStock({ ...facts, quantity: 2n * UNIT, occurredAt: '2003-06-03 09:00:00.000' })
    const mistake = await issueStock({
      ...facts,
      quantity: 3n * UNIT,
      occurredAt: '2003-06-04 09:00:00.000',
    })
    await reversePosting({ postingId: mistake.id, reason: 'typed wrong', actorId: null })
    await drainProjections()

    const { status, body } = await ask('?from=2003-06-02&to=2003-06-05', token)

    assert.equal(status, 200)
    assert.equal(body.purchase_value, 4800)
    assert.equal(body.sales_value, 1200)
    assert.equal(body.profit, 240)
    assert.equal(body.margin, 0.2)
    assert.equal(body.previous.sales_value, 0)
    assert.deepEqual(
      body.top_items
        .slice(0, 1)
        .map(({ part: id, quantity, revenue, profit }: Record<string, unknown>) => [
          id,
          quantity,
          revenue,
          profit,
        ]),
      [[part, 2, 1200, 240]]
    )
    assert.deepEqual(
      body.by_day.map((day: { day: string; sales_value: number }) => [day.day, day.sales_value]),
      [
        ['2003-06-02', 0],
        ['2003-06-03', 1200],
        ['2003-06-04', 0],
        ['2003-06-05', 0],
      ]
    )
    assert.deepEqual(
      body.by_location.map((row: { location: number }) => row.location),
      [place]
    )
  })

  test('its totals are those of the ledger, to the last digit', async ({ assert }) => {
    const [part, place] = [await makePart(), await makeLocation()]
    const facts = {
      partId: part,
      locationId: place,
      actorId: null,
      occurredAt: '2003-07-15 09:00:00.000',
    }
    await receiveStock({ ...facts, quantity: 9_000n * UNIT, unitCost: 333_333n })
    for (let count = 1; count <= 25; count++) {
      await issueStock({
        ...facts,
        quantity: BigInt(count * 7_777),
        unitPrice: BigInt(count * 1_234_567),
      })
    }
    await drainProjections()
    const postings = await db.from('stock_postings').where({ part_id: part, kind: 'sale' })
    const sum = (column: string) =>
      postings.reduce((total, row) => total + toScaled(row[column]), 0n)

    const { text } = await ask('?from=2003-07-01&to=2003-07-31', token)

    assert.include(text, `"sales_value":${formatMoney(sum('amount'))},`)
    assert.include(text, `"profit":${formatMoney(sum('amount') + sum('value'))},`)
  })

  test('keeps digits that a float would lose', async ({ assert }) => {
    const [part, place] = [await makePart(), await makeLocation()]
    const facts = {
      partId: part,
      locationId: place,
      actorId: null,
      occurredAt: '2003-08-15 09:00:00.000',
    }
    await receiveStock({ ...facts, quantity: 3n * UNIT, unitCost: 8_999_999_999_999_999n / 3n })
    await receiveStock({ ...facts, quantity: UNIT, unitCost: 8_999_999_999_999_999n })
    await drainProjections()

    const { text } = await ask('?from=2003-08-15&to=2003-08-15', token)

    assert.include(text, '"purchase_value":17999999999.999996,')
  })

  test('{range} is a range')
    .with([
      { range: 'this_week' },
      { range: 'this_month' },
      { range: 'last_month' },
      { range: 'year' },
    ])
    .run(async ({ assert }, { range }) => {
      const { status, body } = await ask(`?range=${range}`, token)

      assert.equal(status, 200)
      assert.equal(body.range, range)
      assert.isBelow(body.previous.from.localeCompare(body.from), 0)
    })

  test('{query} is refused by its field')
    .with([
      { query: '?from=2003-02-30&to=2003-03-01', fields: ['from'] },
      { query: '?from=2003-02-01', fields: ['to'] },
      { query: '?from=%00&to=<script>', fields: ['from', 'to'] },
      { query: '?range=always', fields: ['range'] },
    ])
    .run(async ({ assert }, { query, fields }) => {
      const { status, body } = await ask(query, token)

      assert.equal(status, 400)
      assert.deepEqual(Object.keys(body), fields)
      assert.isArray(body[fields[0]])
    })

  test('needs the right to see stock, and a user', async ({ assert }) => {
    const stranger = await ask('', await tokenOf(null))
    const nobody = await ask('', 'inv-none')

    assert.equal(stranger.status, 403)
    assert.equal(nobody.status, 401)
  })

  test('counts items below their minimum', async ({ assert }) => {
    const [part, place] = [await makePart(), await makeLocation()]
    await receiveStock({ partId: part, locationId: place, quantity: 2n * UNIT, actorId: null })
    await drainProjections()
    const before = await ask('', token)

    await db
      .from('parts')
      .where('id', part)
      .update({ minimum_stock: 5n * UNIT, updated_at: now() })
    const after = await ask('', token)

    assert.equal(after.body.low_stock, before.body.low_stock + 1)
  })

  test('counts who was below a minimum on a day gone by, and who came to lack it since', async ({
    assert,
  }) => {
    const place = { partId: await makePart(), locationId: await makeLocation(), actorId: null }
    const daysAgo = (days: number) => DateTime.utc().minus({ days })
    await receiveStock({
      ...place,
      quantity: 8n * UNIT,
      occurredAt: toDatabaseTime(daysAgo(50)),
    })
    await db
      .from('parts')
      .where('id', place.partId)
      .update({ minimum_stock: 5n * UNIT, updated_at: now() })
    await drainProjections()
    const on = async (days: number) => {
      const day = daysAgo(days).toISODate()
      return (await ask(`?from=${day}&to=${day}`, token)).body.low_stock
    }
    const [today, lastMonth, before] = [await on(0), await on(40), await on(60)]

    await issueStock({ ...place, quantity: 4n * UNIT })
    await drainProjections()

    assert.equal(await on(0), today + 1)
    assert.equal(await on(40), lastMonth)
    // Before it came in there was none of it.
    assert.equal(await on(60), before)
    await receiveStock({ ...place, quantity: UNIT, occurredAt: toDatabaseTime(daysAgo(61)) })
    await receiveStock({ ...place, quantity: 5n * UNIT, occurredAt: toDatabaseTime(daysAgo(61)) })
    await drainProjections()
    assert.equal(await on(60), before - 1)
    assert.equal(await on(0), today)
  })
})
