import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity as q } from '#core/decimal'
import { today } from '#core/time'
import { drainProjections } from '#events/embedded_event_log'
import { receiveStock } from '#stock/actions/receive_stock'
import { listBalance, type BalanceFilter } from '#stock/queries/list_balance'
import { pageOfBalance } from '#stock/queries/page_balance'
import { ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'

/** Items of one word: several lots at a place, at several places, none, short, inactive, of one name. */
async function makeShop() {
  const word = ownName('Paged').replaceAll(' ', '')
  const places = [await makeLocation(), await makeLocation()]
  const quantities = [['3', '2'], ['0.5'], [], ['7', '1', '4'], [], ['2'], ['2', '2']]
  const partIds: number[] = []
  for (const [index, lots] of quantities.entries()) {
    const name = index > 4 ? `${word} same` : `${word} ${'edcba'[index]}`
    const partId = await makePart({ name: `${name} ${index}`, salePrice: '1.5' })
    partIds.push(partId)
    for (const [lot, quantity] of lots.entries()) {
      const stock = { partId, locationId: places[lot % 2], quantity: q(quantity), actorId: null }
      await receiveStock({ ...stock, unitCost: parseMoney('0.25') })
      if (lot === 0) await receiveStock({ ...stock, unitCost: parseMoney('0.75') })
    }
  }
  await change(partIds[1], { minimum_stock: q('9') })
  await change(partIds[2], { minimum_stock: q('1') })
  await change(partIds[3], { minimum_stock: q('5') })
  await change(partIds[4], { is_active: 0 })
  await change(partIds[5], { is_active: 0 })
  return { word, places, partIds }
}

function change(partId: number, values: object) {
  return db.from('parts').where('id', partId).update(values)
}

const key = ({ part, locationId }: { part: { id: number }; locationId: number | null }) =>
  `${part.id} ${locationId}`

test.group('A page of the stock balance', () => {
  test('has the rows and totals of the whole balance, however it is narrowed and sorted', async ({
    assert,
  }) => {
    const { word, places, partIds } = await makeShop()
    await drainProjections()
    const narrowings: Partial<BalanceFilter>[] = [
      {},
      { hasStock: true },
      { isBelowMinimum: true },
      { isBelowMinimum: true, hasStock: true },
      { locationIds: [places[0]] },
      { locationIds: places, hasStock: true },
      { locationIds: [places[1]], isBelowMinimum: true },
      { partId: partIds[3] },
      { search: `${word}nowhere` },
      { asOf: today() },
      { asOf: today(), isBelowMinimum: true },
      { asOf: today(), locationIds: places, hasStock: true },
      { asOf: '2020-01-01' },
    ]
    for (const narrowing of narrowings) {
      for (const by of ['place', 'item'] as const) {
        for (const order of ['name', 'quantity', 'value'] as const) {
          for (const isDescending of [false, true]) {
            const filter = { search: word, by, order, isDescending, ...narrowing }
            const told = JSON.stringify(filter)
            const { rows, totals } = await listBalance(filter)
            const first = await pageOfBalance(filter, { first: 0, size: 4 })
            const second = await pageOfBalance(filter, { first: 4, size: 100 })
            const paged = [...first.rows, ...second.rows]
            assert.equal(first.total, rows.length, told)
            assert.sameMembers(paged.map(key), rows.map(key), told)
            assert.deepEqual(first.totals, totals, told)
            assert.deepEqual(
              paged.map((row) => (order === 'name' ? row.part.name : row[order])),
              rows.map((row) => (order === 'name' ? row.part.name : row[order])),
              told
            )
            const whole = new Map(rows.map((row) => [key(row), row]))
            for (const row of paged) assert.deepEqual(row, whole.get(key(row)), told)
          }
        }
      }
    }
  })
})
