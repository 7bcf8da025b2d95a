import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity, toScaled } from '#core/decimal'
import { issueToken } from '#accounts/actions/issue_token'
import User from '#accounts/models/user'
import { receiveStock } from '#stock/actions/receive_stock'
import { replayLedger } from '#stock/queries/replay_ledger'
import { verifyLedger } from '#stock/queries/verify_ledger'
import { makeLocation, makePart } from '#tests/helpers/stock'

const BASE = `http://127.0.0.1:${process.env.PORT}`

async function token(): Promise<string> {
  const user = await User.create({
    username: `clerk-${randomUUID()}`,
    email: '',
    firstName: '',
    lastName: '',
    password: randomUUID(),
    isStaff: false,
    isSuperuser: true,
    isActive: true,
    sessionVersion: 1,
  })
  return (await issueToken({ userId: user.id, name: 'test' })).token
}

function clientOf(credential: string) {
  return async (path: string, body: object, key?: string) => {
    const response = await fetch(`${BASE}${path}`, {
      method: 'POST',
      headers: {
        'authorization': `Token ${credential}`,
        'content-type': 'application/json',
        ...(key ? { 'idempotency-key': key } : {}),
      },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { id: number; quantity: string[] }
    return { status: response.status, body: answer }
  }
}

async function onHand(partId: number): Promise<bigint> {
  const rows = await db.from('stock_items').where('part_id', partId).select('quantity')
  return rows.reduce((sum, row) => sum + toScaled(row.quantity), 0n)
}

test.group('Postings through HTTP', () => {
  test('of 50 clients that take one each from 30, 30 succeed and 20 are told why', async ({
    assert,
  }) => {
    const [partId, locationId] = [await makePart(), await makeLocation()]
    await receiveStock({ partId, locationId, quantity: parseQuantity('30'), actorId: null })
    const post = clientOf(await token())
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        post('/api/transactions/', { part: partId, type: 'OUT', quantity: 1 })
      )
    )

    assert.lengthOf(
      answers.filter(({ status }) => status === 201),
      30
    )
    const refused = answers.filter(({ status }) => status === 400)
    assert.lengthOf(refused, 20)
    for (const { body } of refused) assert.match(body.quantity[0], /^Only \d+ available/)
    assert.equal(await onHand(partId), 0n)
    const sales = await db.from('stock_postings').where({ part_id: partId, kind: 'sale' })
    assert.lengthOf(sales, 30)
  })

  test('retried with the same key book once, and both hear the same answer', async ({ assert }) => {
    const [partId, locationId] = [await makePart(), await makeLocation()]
    const post = clientOf(await token())
    const key = randomUUID()
    const body = {
      part: partId,
      type: 'IN',
      quantity: '7.5',
      location: locationId,
      unit_price: '1.25',
    }
    const [first, ...others] = await Promise.all(
      Array.from({ length: 6 }, () => post('/api/transactions/', body, key))
    )

    assert.equal(first.status, 201)
    for (const answer of others) assert.deepEqual(answer, first)
    assert.equal(await onHand(partId), parseQuantity('7.5'))
    const other = await post('/api/transactions/', { ...body, quantity: 8 }, key)
    assert.equal(other.status, 422)
  })

  test('from 24 clients at once, some retried and some reversed, keep the laws', async ({
    assert,
  }) => {
    const parts = await Promise.all(Array.from({ length: 4 }, () => makePart()))
    const locations = await Promise.all(Array.from({ length: 2 }, () => makeLocation()))
    const credential = await token()
    const expected = new Map(parts.map((id) => [id, 0n]))
    let unexpected = 0

    const client = async (number: number) => {
      const post = clientOf(credential)
      for (let step = 0; step < 25; step++) {
        const part = parts[(number + step) % parts.length]
        const type = step % 3 === 0 ? 'IN' : 'OUT'
        const quantity = type === 'IN' ? 5 : 1 + (step % 4)
        const body = { part, type, quantity, location: locations[step % 2] }
        const key = randomUUID()
        const answer = await post('/api/transactions/', body, key)
        if (step % 5 === 0) assert.deepEqual(await post('/api/transactions/', body, key), answer)
        if (answer.status === 400) continue
        if (answer.status !== 201) unexpected++
        const signed = parseQuantity(String(quantity)) * (type === 'IN' ? 1n : -1n)
        expected.set(part, (expected.get(part) ?? 0n) + signed)
        if (step % 7 !== 0) continue
        const reversal = await post(`/api/transactions/${answer.body.id}/reversals/`, {
          reason: 'test',
        })
        if (reversal.status === 201) expected.set(part, (expected.get(part) ?? 0n) - signed)
        else if (reversal.status !== 400) unexpected++
      }
    }
    await Promise.all(Array.from({ length: 24 }, (_, number) => client(number)))

    assert.equal(unexpected, 0)
    for (const part of parts) assert.equal(await onHand(part), expected.get(part))
    const report = await verifyLedger()
    assert.deepEqual(
      report.laws.filter(({ drifts }) => drifts.length > 0),
      []
    )
    assert.deepEqual((await replayLedger()).differences, [])
  }).timeout(120_000)
})
