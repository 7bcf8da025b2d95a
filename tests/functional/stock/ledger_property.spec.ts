import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { multiplyMoney, toScaled } from '#core/decimal'
import { inPieces } from '#core/sql'
import { toDatabaseTime } from '#core/time'
import { drainProjections } from '#events/embedded_event_log'
import { addToLot, countLot, removeFromLot } from '#stock/actions/adjust_lot'
import { deleteLot } from '#stock/actions/delete_lot'
import { revalueLot } from '#stock/actions/edit_lot'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { transferLot } from '#stock/actions/transfer_stock'
import { replayLedger } from '#stock/queries/replay_ledger'
import { readSales, verifyLedger } from '#stock/queries/verify_ledger'
import { makeLocation, makePart } from '#tests/helpers/stock'

/** A small generator of its own, so that a failure can be played again by its seed. */
function randomOf(seed: number) {
  let state = seed
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  return { next, pick: <T>(list: readonly T[]): T => list[next(list.length)] }
}

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31)
const STEPS = 2500
const CLIENTS = 16

test.group('Ledger under random postings', () => {
  test(`keeps its laws (SEED=${SEED})`, async ({ assert }) => {
    const random = randomOf(SEED)
    const parts = await Promise.all(Array.from({ length: 6 }, () => makePart()))
    const locations = await Promise.all(Array.from({ length: 3 }, () => makeLocation()))
    const act = actor(random, parts, locations)
    const refusals = new Map<string, number>()
    let booked = 0

    for (const round of inPieces(Array.from({ length: STEPS }), CLIENTS)) {
      const outcomes = await Promise.allSettled(round.map(() => act()))
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') booked++
        else {
          const code = String(outcome.reason.code ?? outcome.reason)
          refusals.set(code, (refusals.get(code) ?? 0) + 1)
        }
      }
    }

    const expected = new Set([
      'E_INSUFFICIENT_STOCK',
      'E_BACKDATING_REFUSED',
      'E_REVERSAL_REFUSED',
      'E_INVALID_INPUT',
      'E_NOT_FOUND',
    ])
    assert.deepEqual(
      [...refusals.keys()].filter((code) => !expected.has(code)),
      []
    )
    assert.isAbove(booked, STEPS / 3)

    const report = await verifyLedger()
    assert.deepEqual(
      report.laws.filter(({ drifts }) => drifts.length > 0),
      []
    )
    assert.deepEqual((await replayLedger()).differences, [])
    await assertNaiveFigures(assert, parts)
    await assertDashboardTotals(assert)
  }).timeout(120_000)
})

function actor(random: ReturnType<typeof randomOf>, parts: number[], locations: number[]) {
  const quantity = () => BigInt(1 + random.next(2_000_000))
  const cost = () => BigInt(1 + random.next(9_999_999))
  const moment = () =>
    random.next(3) === 0
      ? toDatabaseTime(new Date(Date.now() - random.next(40) * 86_400_000))
      : undefined
  const anyLot = async () => {
    const rows = await db
      .from('stock_items')
      .whereIn('part_id', parts)
      .where('quantity', '>', 0)
      .select('id')
      .limit(40)
    return rows.length ? Number(random.pick(rows).id) : 0
  }
  const anyPosting = async () => {
    const rows = await db
      .from('stock_postings')
      .whereIn('part_id', parts)
      .orderBy('id', 'desc')
      .select('id')
      .limit(60)
    return rows.length ? Number(random.pick(rows).id) : 0
  }
  const base = () => ({ partId: random.pick(parts), actorId: null, quantity: quantity() })
  const acts = [
    () =>
      receiveStock({
        ...base(),
        locationId: random.pick(locations),
        unitCost: cost(),
        occurredAt: moment(),
      }),
    () =>
      receiveStock({
        ...base(),
        locationId: random.pick(locations),
        unitCost: cost(),
        occurredAt: moment(),
      }),
    () => issueStock({ ...base(), unitPrice: cost(), occurredAt: moment() }),
    () =>
      issueStock({
        ...base(),
        locationId: random.pick(locations),
        unitPrice: cost(),
        occurredAt: moment(),
      }),
    () =>
      receiveStock({
        ...base(),
        kind: 'return_in',
        locationId: random.pick(locations),
        unitPrice: cost(),
      }),
    () => issueStock({ ...base(), kind: 'return_out', unitPrice: cost() }),
    () => issueStock({ ...base(), kind: 'scrap' }),
    async () => addToLot({ lotId: await anyLot(), quantity: quantity(), actorId: null }),
    async () => removeFromLot({ lotId: await anyLot(), quantity: quantity(), actorId: null }),
    async () => countLot({ lotId: await anyLot(), quantity: quantity(), actorId: null }),
    async () =>
      transferLot({
        lotId: await anyLot(),
        quantity: quantity(),
        locationId: random.pick(locations),
        actorId: null,
      }),
    async () =>
      transferLot({ lotId: await anyLot(), locationId: random.pick(locations), actorId: null }),
    async () => revalueLot({ lotId: await anyLot(), unitCost: cost(), actorId: null }),
    async () => reversePosting({ postingId: await anyPosting(), reason: 'test', actorId: null }),
    async () => reversePosting({ postingId: await anyPosting(), reason: 'test', actorId: null }),
    async () =>
      random.next(8) === 0 ? deleteLot({ lotId: await anyLot(), actorId: null }) : undefined,
  ]
  return () => random.pick(acts)()
}

/** Cost layers and profit, computed again from the movements by the plainest code there is. */
async function assertNaiveFigures(
  assert: { equal(a: unknown, b: unknown): void },
  parts: number[]
) {
  const movements = await db
    .from('stock_movements')
    .join('stock_postings', 'stock_postings.id', 'stock_movements.posting_id')
    .whereIn('stock_movements.part_id', parts)
    .select('stock_movements.*', 'stock_postings.kind')
  let profit = 0n
  for (const row of movements) {
    if (row.kind !== 'sale') continue
    const cost = multiplyMoney(-toScaled(row.quantity), toScaled(row.unit_cost))
    assert.equal(-toScaled(row.value), cost)
    profit += toScaled(row.amount) - cost
  }
  const postings = await db.from('stock_postings').whereIn('part_id', parts).where('kind', 'sale')
  assert.equal(
    postings.reduce((sum, row) => sum + toScaled(row.amount) + toScaled(row.value), 0n),
    profit
  )
}

async function assertDashboardTotals(assert: { equal(a: unknown, b: unknown): void }) {
  await drainProjections()
  const ledger = await readSales(db.connection())
  for (const table of ['sales_daily', 'sales_monthly', 'location_daily']) {
    const rows = await db.from(table).select('revenue', 'cost', 'profit')
    const sum = (column: string) => rows.reduce((total, row) => total + toScaled(row[column]), 0n)
    assert.equal(sum('revenue'), ledger.revenue)
    assert.equal(sum('cost'), ledger.cost)
    assert.equal(sum('profit'), ledger.revenue - ledger.cost)
  }
  const lots = await db.from('stock_items').select('value', 'quantity')
  const days = await db.from('stock_daily').select('value', 'quantity')
  for (const column of ['value', 'quantity']) {
    const sum = (rows: Record<string, unknown>[]) =>
      rows.reduce((total, row) => total + toScaled(row[column]), 0n)
    assert.equal(sum(days), sum(lots))
  }
}
