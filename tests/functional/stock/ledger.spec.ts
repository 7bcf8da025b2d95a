import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { toDatabaseTime } from '#core/time'
import { addToLot, countLot, removeFromLot } from '#stock/actions/adjust_lot'
import { deleteLot } from '#stock/actions/delete_lot'
import { editLot, revalueLot } from '#stock/actions/edit_lot'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { transferLot, transferStock } from '#stock/actions/transfer_stock'
import { BackdatingRefused, InsufficientStock, ReversalRefused } from '#stock/exceptions'
import { readLotsById } from '#stock/queries/read_lots'
import { makeLocation, makePart } from '#tests/helpers/stock'

const q = parseQuantity
const m = parseMoney

function daysAgo(days: number): string {
  return toDatabaseTime(new Date(Date.now() - days * 86_400_000))
}

async function lot(id: number) {
  const [found] = await readLotsById(db.connection(), [id], { withDeleted: true })
  return found
}

async function shelf() {
  return { partId: await makePart(), locationId: await makeLocation(), actorId: null }
}

test.group('Ledger', () => {
  test('books the worked example: bought at 480, two sold at 600, profit 240', async ({
    assert,
  }) => {
    const place = await shelf()
    await receiveStock({ ...place, quantity: q('10') })
    const sale = await issueStock({ ...place, quantity: q('2') })

    assert.equal(sale.amount, m('1200'))
    assert.equal(sale.amount + sale.value, m('240'))
    assert.equal(sale.quantity, q('-2'))
  })

  test('takes the oldest lots first, and the first to expire before those', async ({ assert }) => {
    const place = await shelf()
    const young = await receiveStock({
      ...place,
      quantity: q('5'),
      unitCost: m('3'),
      occurredAt: daysAgo(2),
    })
    const old = await receiveStock({
      ...place,
      quantity: q('5'),
      unitCost: m('1'),
      occurredAt: daysAgo(9),
    })
    const expiring = await receiveStock({
      ...place,
      quantity: q('1'),
      unitCost: m('7'),
      occurredAt: daysAgo(1),
      lot: { expiryDate: '2999-01-01' },
    })
    const sale = await issueStock({ ...place, quantity: q('7') })

    assert.deepEqual(
      sale.movements.map(({ lotId, quantity }) => [lotId, quantity]),
      [
        [expiring.movements[0].lotId, q('-1')],
        [old.movements[0].lotId, q('-5')],
        [young.movements[0].lotId, q('-1')],
      ]
    )
    assert.equal(sale.value, m('-15'))
  })

  test('refuses to sell more than there is, says what there is, and books nothing', async ({
    assert,
  }) => {
    const place = await shelf()
    await receiveStock({ ...place, quantity: q('3') })
    const before = await db.from('stock_postings').count('* as n')

    await assert.rejects(
      () => issueStock({ ...place, quantity: q('4') }),
      InsufficientStock,
      /Only 3 available/
    )
    assert.deepEqual(await db.from('stock_postings').count('* as n'), before)
  })

  test('does not sell expired or quarantined stock', async ({ assert }) => {
    const place = await shelf()
    await receiveStock({ ...place, quantity: q('3'), lot: { expiryDate: '2020-01-01' } })
    await receiveStock({ ...place, quantity: q('3'), lot: { status: 75 } })

    await assert.rejects(() => issueStock({ ...place, quantity: q('1') }), InsufficientStock)
    const scrap = await issueStock({ ...place, kind: 'scrap', quantity: q('6') })
    assert.equal(scrap.quantity, q('-6'))
    assert.equal(scrap.amount, 0n)
  })

  test('refuses a back-dated sale that would leave too little later', async ({ assert }) => {
    const place = await shelf()
    await receiveStock({ ...place, quantity: q('10'), occurredAt: daysAgo(10) })
    await issueStock({ ...place, quantity: q('8'), occurredAt: daysAgo(5) })
    await receiveStock({ ...place, quantity: q('50'), occurredAt: daysAgo(1) })

    await assert.rejects(
      () => issueStock({ ...place, quantity: q('3'), occurredAt: daysAgo(7) }),
      BackdatingRefused
    )
    const sale = await issueStock({ ...place, quantity: q('2'), occurredAt: daysAgo(7) })
    assert.equal(sale.quantity, q('-2'))
  })

  test('a back-dated receipt changes the cost of no earlier sale', async ({ assert }) => {
    const place = await shelf()
    await receiveStock({ ...place, quantity: q('10'), unitCost: m('5'), occurredAt: daysAgo(3) })
    const sale = await issueStock({ ...place, quantity: q('1') })
    await receiveStock({ ...place, quantity: q('10'), unitCost: m('1'), occurredAt: daysAgo(9) })

    const [row] = await db.from('stock_postings').where('id', sale.id).select('value')
    assert.equal(toScaled(row.value), m('-5'))
  })

  test('settles the rounding residue of an emptied lot by a revaluation', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('1'), unitCost: m('0.000001') })
    const [{ lotId }] = receipt.movements
    for (let step = 0; step < 5; step++) await issueStock({ ...place, quantity: q('0.2') })

    const emptied = await lot(lotId)
    assert.equal(emptied.quantity, 0n)
    assert.equal(emptied.value, 0n)
    const [sum] = await db
      .from('stock_movements')
      .where('stock_item_id', lotId)
      .sum('value as value')
    assert.equal(toScaled(sum.value), 0n)
  })

  test('counts, adds to and removes from a lot at its own cost', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('10'), unitCost: m('2') })
    const [{ lotId }] = receipt.movements
    await addToLot({ lotId, quantity: q('5'), actorId: null })
    await removeFromLot({ lotId, quantity: q('1'), actorId: null })
    const count = await countLot({ lotId, quantity: q('12.5'), actorId: null })

    assert.equal(count.quantity, q('-1.5'))
    const counted = await lot(lotId)
    assert.equal(counted.quantity, q('12.5'))
    assert.equal(counted.value, m('25'))
    await assert.rejects(
      () => removeFromLot({ lotId, quantity: q('13'), actorId: null }),
      InsufficientStock
    )
  })

  test('moves a whole lot as itself, and a part of it as a new lot of the same cost and age', async ({
    assert,
  }) => {
    const place = await shelf()
    const elsewhere = await makeLocation()
    const receipt = await receiveStock({
      ...place,
      quantity: q('10'),
      unitCost: m('2'),
      occurredAt: daysAgo(4),
    })
    const [{ lotId }] = receipt.movements
    const split = await transferLot({
      lotId,
      quantity: q('4'),
      locationId: elsewhere,
      actorId: null,
    })
    const child = await lot(split.movements[1].lotId)
    assert.notEqual(child.id, lotId)
    assert.equal(child.value, m('8'))
    assert.equal(child.receivedAt, (await lot(lotId)).receivedAt)
    assert.equal(child.parentId, lotId)

    await transferLot({ lotId, locationId: elsewhere, actorId: null })
    assert.equal((await lot(lotId)).locationId, elsewhere)
    const moved = await transferStock({
      partId: place.partId,
      fromLocationId: elsewhere,
      toLocationId: place.locationId,
      quantity: q('10'),
      actorId: null,
    })
    assert.lengthOf(moved.movements, 4)
    assert.equal((await lot(lotId)).locationId, place.locationId)
  })

  test('edits and revalues a lot by entries of their own', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('10'), unitCost: m('2') })
    const [{ lotId }] = receipt.movements
    const note = await editLot({ lotId, set: { status: 50, batch: 'B1' }, actorId: null })
    assert.equal(note?.kind, 'note')
    const revalue = await revalueLot({ lotId, unitCost: m('3'), actorId: null })
    assert.equal(revalue?.value, m('10'))
    assert.equal((await lot(lotId)).value, m('30'))

    await reversePosting({ postingId: revalue?.id ?? 0, reason: 'typing error', actorId: null })
    assert.equal((await lot(lotId)).value, m('20'))
    assert.equal((await lot(lotId)).unitCost, m('2'))
  })

  test('deletes a lot by posting the rest out and hiding it', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('10') })
    const [{ lotId }] = receipt.movements
    await deleteLot({ lotId, actorId: null })

    assert.isEmpty(await readLotsById(db.connection(), [lotId]))
    assert.equal((await lot(lotId)).quantity, 0n)
  })
})

test.group('Reversal', () => {
  test('puts a sale back with its cost and takes its revenue off', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('10'), occurredAt: daysAgo(3) })
    const sale = await issueStock({ ...place, quantity: q('2'), occurredAt: daysAgo(2) })
    const reversal = await reversePosting({
      postingId: sale.id,
      reason: 'wrong item',
      actorId: null,
    })

    assert.equal(reversal.amount, -sale.amount)
    assert.equal(reversal.value, -sale.value)
    assert.equal(reversal.occurredAt, sale.occurredAt)
    assert.equal((await lot(receipt.movements[0].lotId)).quantity, q('10'))
  })

  test('cannot be done twice, nor to a reversal', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('10') })
    const reversal = await reversePosting({ postingId: receipt.id, reason: 'x', actorId: null })

    await assert.rejects(
      () => reversePosting({ postingId: receipt.id, reason: 'x', actorId: null }),
      ReversalRefused
    )
    await assert.rejects(
      () => reversePosting({ postingId: reversal.id, reason: 'x', actorId: null }),
      ReversalRefused
    )
  })

  test('of a receipt is refused once part of it has left', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('10'), occurredAt: daysAgo(5) })
    await issueStock({ ...place, quantity: q('4'), occurredAt: daysAgo(4) })
    await addToLot({ lotId: receipt.movements[0].lotId, quantity: q('10'), actorId: null })

    await assert.rejects(
      () => reversePosting({ postingId: receipt.id, reason: 'x', actorId: null }),
      ReversalRefused,
      /has left since/
    )
  })

  test('returns stock to a new lot of the same cost when its lot has moved away', async ({
    assert,
  }) => {
    const place = await shelf()
    const elsewhere = await makeLocation()
    const receipt = await receiveStock({ ...place, quantity: q('10'), unitCost: m('2') })
    const [{ lotId }] = receipt.movements
    const sale = await issueStock({ ...place, quantity: q('3') })
    await transferLot({ lotId, locationId: elsewhere, actorId: null })
    const reversal = await reversePosting({ postingId: sale.id, reason: 'x', actorId: null })

    const back = await lot(reversal.movements[0].lotId)
    assert.notEqual(back.id, lotId)
    assert.equal(back.locationId, place.locationId)
    assert.equal(back.value, m('6'))
    assert.equal(back.receivedAt, (await lot(lotId)).receivedAt)
  })

  test('of a transfer brings the lot back', async ({ assert }) => {
    const place = await shelf()
    const elsewhere = await makeLocation()
    const receipt = await receiveStock({ ...place, quantity: q('10') })
    const [{ lotId }] = receipt.movements
    const transfer = await transferLot({ lotId, locationId: elsewhere, actorId: null })
    await reversePosting({ postingId: transfer.id, reason: 'x', actorId: null })
    assert.equal((await lot(lotId)).locationId, place.locationId)
  })
})

test.group('Ledger tables', () => {
  test('refuse changes and deletions')
    .with(['stock_postings', 'stock_movements'])
    .run(async ({ assert }, table) => {
      const place = await shelf()
      await receiveStock({ ...place, quantity: q('1') })
      await assert.rejects(() => db.from(table).update({ quantity: 5 }), /append-only/)
      await assert.rejects(() => db.from(table).delete(), /append-only/)
    })

  test('refuse a negative, over-allocated or worthless lot', async ({ assert }) => {
    const place = await shelf()
    const receipt = await receiveStock({ ...place, quantity: q('1') })
    const [{ lotId }] = receipt.movements
    for (const change of [
      { quantity: -1 },
      { allocated: 200_000 },
      { quantity: 0 },
      { value: -1 },
    ]) {
      await assert.rejects(
        () => db.from('stock_items').where('id', lotId).update(change),
        /CHECK|CONSTRAINT/i
      )
    }
  })
})
