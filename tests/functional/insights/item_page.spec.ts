import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { fromDatabaseTime, localDay, now, toDatabaseTime, today } from '#core/time'
import { saveSettings } from '#accounts/actions/save_settings'
import { SYSTEM } from '#accounts/audit'
import { createPart } from '#catalog/actions/create_part'
import { updatePart } from '#catalog/actions/update_part'
import { drainProjections } from '#events/embedded_event_log'
import { getItemHistory } from '#insights/queries/get_item_history'
import { listItemAlerts } from '#insights/queries/list_alerts'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { transferStock } from '#stock/actions/transfer_stock'
import { listItemMovements } from '#stock/queries/list_item_movements'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn, Visitor } from '#tests/helpers/visitor'

const daysAgo = (days: number) => toDatabaseTime(fromDatabaseTime(now()).minus({ days }))
const dayAgo = (days: number) => localDay(daysAgo(days))
const quantity = parseQuantity

/** An item with 20 received 40 days ago, 5 sold 20 days ago, 3 moved and 2 sold today. */
async function storied() {
  const [shop, store] = [await makeLocation(ownName('Shop')), await makeLocation(ownName('Store'))]
  const partId = await makePart({ name: ownName('Storied'), purchasePrice: '2', salePrice: '5' })
  const facts = { partId, actorId: null }
  await receiveStock({
    ...facts,
    locationId: store,
    quantity: quantity('20'),
    occurredAt: daysAgo(40),
    reason: 'Delivery 4711',
  })
  await issueStock({
    ...facts,
    locationId: store,
    quantity: quantity('5'),
    occurredAt: daysAgo(20),
    reason: 'Till 1',
  })
  await transferStock({
    ...facts,
    fromLocationId: store,
    toLocationId: shop,
    quantity: quantity('3'),
  })
  await issueStock({ ...facts, locationId: shop, quantity: quantity('2') })
  return { partId, shop, store }
}

test.group('Bin card', () => {
  test('tells the balance after each line, whatever it is narrowed to', async ({ assert }) => {
    const { partId, shop, store } = await storied()
    const figures = async (filter: Parameters<typeof listItemMovements>[1]) => {
      const { lines, balance, opening } = await listItemMovements(partId, filter)
      return {
        lines: lines.map((line) => [line.kind, line.change, line.balance]),
        balance,
        opening,
      }
    }
    const [q20, q15, q13] = ['20', '15', '13'].map(quantity)
    assert.deepEqual(await figures({}), {
      lines: [
        ['sale', quantity('-2'), q13],
        ['transfer', 0n, q15],
        ['sale', quantity('-5'), q15],
        ['receive', q20, q20],
      ],
      balance: q13,
      opening: 0n,
    })
    assert.deepEqual(await figures({ kinds: ['sale', 'receive'], linesAPage: 2, page: 1 }), {
      lines: [
        ['sale', quantity('-2'), q13],
        ['sale', quantity('-5'), q15],
      ],
      balance: q13,
      opening: q20,
    })
    assert.deepEqual((await figures({ kinds: ['receive'] })).lines, [['receive', q20, q20]])
    assert.deepEqual(await figures({ until: daysAgo(10) }), {
      lines: [
        ['sale', quantity('-5'), q15],
        ['receive', q20, q20],
      ],
      balance: q15,
      opening: 0n,
    })
    assert.deepEqual((await figures({ locationId: shop })).lines, [
      ['sale', quantity('-2'), quantity('1')],
      ['transfer', quantity('3'), quantity('3')],
    ])
    assert.equal((await figures({ locationId: store, until: daysAgo(30) })).balance, q20)
    assert.deepEqual(await figures({ until: daysAgo(50) }), { lines: [], balance: 0n, opening: 0n })
  })

  test('shows a day in the past, a type and a place, and takes any query for what it is', async ({
    assert,
  }) => {
    const { partId, shop } = await storied()
    const { visitor } = await signedIn('viewer')
    const then = await visitor.get(`/items/${partId}/movements?as_of=${dayAgo(10)}`)
    assert.include(then.text, '15 at the end of')
    assert.include(then.text, 'Delivery 4711')
    const sales = await visitor.get(`/items/${partId}/movements?type=sale&location=${shop}`)
    assert.notInclude(sales.text, 'Delivery 4711')
    assert.include(sales.text, `location=${shop}`)
    for (const query of [
      'as_of=9999-99-99',
      'as_of[]=1',
      'location=x',
      'type=__proto__',
      'page=-1',
    ]) {
      const page = await visitor.get(`/items/${partId}/movements?${query}`)
      assert.equal(page.status, 200, query)
      assert.include(page.text, 'Delivery 4711', query)
    }
    const none = await visitor.get(`/items/${partId}/movements?as_of=2001-01-01`)
    assert.include(none.text, 'No movement fits')
    assert.equal((await visitor.get('/items/99999999/movements')).status, 404)
  })

  test('goes into a file narrowed as on the screen, with the same balances', async ({ assert }) => {
    const { partId, shop } = await storied()
    const { visitor } = await signedIn('viewer')
    const figures = async (query: string) => {
      const { text } = await visitor.get(`/items/${partId}/movements/export.csv?${query}`)
      const [head, ...lines] = text.trim().split(/\r?\n/)
      const names = head.replace('\ufeff', '').split(',')
      const pick = (line: string, name: string) => line.split(',')[names.indexOf(name)]
      return lines.map((line) => [pick(line, 'Quantity'), pick(line, 'Balance')].map(Number))
    }
    assert.deepEqual(await figures(''), [
      [-2, 13],
      [0, 15],
      [-5, 15],
      [20, 20],
    ])
    assert.deepEqual(await figures('type=sale'), [
      [-2, 13],
      [-5, 15],
    ])
    assert.deepEqual(await figures(`as_of=${dayAgo(30)}`), [[20, 20]])
    assert.deepEqual(await figures(`location=${shop}&type=sale`), [[-2, 1]])
  })

  test('prints as a card: oldest first, what came in and went out in columns of their own', async ({
    assert,
  }) => {
    const { partId } = await storied()
    const { visitor } = await signedIn('viewer')
    const page = await visitor.get(`/items/${partId}/movements?print=1&paper=A5`)
    assert.include(page.text, '@page { size: A5')
    assert.isBelow(page.text.indexOf('Brought forward'), page.text.indexOf('Delivery 4711'))
    assert.isBelow(page.text.indexOf('Delivery 4711'), page.text.indexOf('Till 1'))
  })
})

test.group('History of an item', () => {
  test('adds days up to what lay there, sold and was paid', async ({ assert }) => {
    const { partId, shop } = await storied()
    await drainProjections()
    const history = await getItemHistory({ partId, span: '90d' })
    assert.lengthOf(history.balances, 90)
    const on = (day: string) => history.balances.find((one) => one.day === day)?.quantity
    assert.equal(on(dayAgo(60)), 0n)
    assert.equal(on(dayAgo(30)), quantity('20'))
    assert.equal(on(dayAgo(10)), quantity('15'))
    assert.equal(history.balances.at(-1)?.quantity, quantity('13'))
    const sold = history.weeks.reduce((sum, week) => sum + week.quantity, 0n)
    assert.equal(sold, quantity('7'))
    const month = (pick: 'spend' | 'revenue' | 'profit') =>
      history.months.reduce((sum, one) => sum + one[pick], 0n)
    assert.equal(month('spend'), parseMoney('40'))
    assert.equal(month('revenue'), parseMoney('35'))
    assert.equal(month('profit'), parseMoney('21'))

    // What came before the range is its beginning.
    const short = await getItemHistory({ partId, span: '30d' })
    assert.equal(short.balances[0].quantity, quantity('20'))
    const atShop = await getItemHistory({ partId, span: '30d', locationId: shop })
    assert.equal(atShop.balances[0].quantity, 0n)
    assert.equal(atShop.balances.at(-1)?.quantity, quantity('1'))
    const all = await getItemHistory({ partId, span: 'all' })
    assert.equal(all.range.from, dayAgo(40))
    assert.equal(all.range.to, today())
  })

  test('keeps what an item cost and sold for, with who changed it', async ({ assert }) => {
    const { user, visitor } = await signedIn('manager')
    const name = ownName('Priced')
    await visitor.get('/items/new')
    await visitor.post('/items', { name, purchase_price: '2', sale_price: '4', active: 'true' })
    const { id } = await db.from('parts').where('name', name).firstOrFail()
    await updatePart({ id, values: { sale_price: parseMoney('6') } }, SYSTEM)
    await updatePart({ id, values: { description: 'No price' } }, SYSTEM)
    const rows = await db.from('part_prices').where('part_id', id).orderBy('id')
    assert.deepEqual(
      rows.map((row) => [toScaled(row.purchase_price), toScaled(row.sale_price), row.user_id]),
      [
        [parseMoney('2'), parseMoney('4'), user.id],
        [parseMoney('2'), parseMoney('6'), null],
      ]
    )
    const page = await visitor.get(`/items/${id}/history`)
    for (const shown of ['66.7 %', '50.0 %', user.username]) assert.include(page.text, shown)
    const changes = await visitor.get(`/items/${id}/changes`)
    assert.match(changes.text, /Sale price[\s\S]*?<del>4\.00<\/del>[\s\S]*?<ins>6\.00<\/ins>/)
    assert.match(changes.text, /<ins>No price<\/ins>/)
  })

  test('draws charts with tables beside them, for any period and place', async ({ assert }) => {
    const { partId, shop } = await storied()
    await drainProjections()
    const { visitor } = await signedIn('viewer')
    for (const query of [
      '',
      '?range=30d',
      `?range=all&location=${shop}`,
      '?range[]=1&location=x',
    ]) {
      const page = await visitor.get(`/items/${partId}/history${query}`)
      assert.equal(page.status, 200, query)
      assert.include(page.text, '<svg aria-hidden="true"', query)
      assert.include(page.text, 'On hand at its end', query)
    }
    const bare = await visitor.get(`/items/${await makePart()}/history`)
    assert.include(bare.text, 'Nothing has moved yet')
  })
})

test.group('Alerts', () => {
  const kindsOf = async (partId: number) => (await listItemAlerts(partId)).map(({ kind }) => kind)

  test('tell what is short, gone, expired, unsold and sold at a loss', async ({ assert }) => {
    const place = await makeLocation()
    const facts = { locationId: place, actorId: null }
    const short = await makePart({ name: ownName('Short') })
    await db
      .from('parts')
      .where('id', short)
      .update({ minimum_stock: quantity('5') })
    assert.deepEqual(await kindsOf(short), [], 'nothing ever came in')
    await receiveStock({ ...facts, partId: short, quantity: quantity('3') })
    assert.deepEqual(await kindsOf(short), ['below_minimum'])
    await issueStock({ ...facts, partId: short, quantity: quantity('3') })
    assert.deepEqual(await kindsOf(short), ['out_of_stock'])

    const milk = await makePart({ name: ownName('Milk') })
    const lot = (expiryDate: string) =>
      receiveStock({ ...facts, partId: milk, quantity: quantity('4'), lot: { expiryDate } })
    await lot(dayAgo(1))
    await lot(dayAgo(-10))
    await lot(dayAgo(-60))
    const alerts = await listItemAlerts(milk)
    assert.deepEqual(
      alerts.map(({ kind, quantity: found, count }) => [kind, found, count]),
      [
        ['expired', quantity('4'), 1],
        ['expiring', quantity('4'), 1],
      ]
    )

    const dear = await makePart({ name: ownName('Dear'), purchasePrice: '5', salePrice: '4' })
    await receiveStock({ ...facts, partId: dear, quantity: quantity('9') })
    const sale = await issueStock({ ...facts, partId: dear, quantity: quantity('2') })
    assert.deepEqual(await kindsOf(dear), ['sold_below_cost', 'price_below_cost'])
    assert.equal((await listItemAlerts(dear))[0].limit, parseMoney('2'))
    await reversePosting({ postingId: sale.id, reason: 'Typed wrong', actorId: null })
    assert.deepEqual(await kindsOf(dear), ['price_below_cost'])

    const old = await makePart({ name: ownName('Old') })
    await receiveStock({ ...facts, partId: old, quantity: quantity('2'), occurredAt: daysAgo(120) })
    assert.deepEqual(await kindsOf(old), ['unsold'])
    await issueStock({ ...facts, partId: old, quantity: quantity('1') })
    await drainProjections()
    assert.deepEqual(await kindsOf(old), [])
  })

  test('count days as the settings say', async ({ assert, cleanup }) => {
    cleanup(async () => {
      await saveSettings({ expiring_days: '30', slow_days: '90' }, SYSTEM)
    })
    const partId = await makePart({ name: ownName('Cheese') })
    await receiveStock({
      partId,
      quantity: quantity('2'),
      actorId: null,
      occurredAt: daysAgo(50),
      lot: { expiryDate: dayAgo(-40) },
    })
    assert.deepEqual(await kindsOf(partId), [])
    await saveSettings({ expiring_days: '45', slow_days: '45' }, SYSTEM)
    assert.deepEqual(await kindsOf(partId), ['expiring', 'unsold'])
    const { visitor } = await signedIn('manager')
    assert.include((await visitor.get('/alerts?kind=expiring')).text, `/items/${partId}`)
  })

  test('lead to the rows behind them and to what can be done, as the rights allow', async ({
    assert,
  }) => {
    const partId = await makePart({ name: ownName('Lossy'), purchasePrice: '5', salePrice: '4' })
    const { visitor: manager } = await signedIn('manager')
    const { visitor: viewer } = await signedIn('viewer')
    const part = await manager.get(`/items/${partId}/alerts`)
    assert.include(part.text, 'It sells for 4.00 and costs 5.00.')
    assert.include(part.text, `href="/items/${partId}/edit"`)
    assert.notInclude((await viewer.get(`/items/${partId}/alerts`)).text, '/edit')

    const list = await manager.get('/alerts?kind=price_below_cost')
    assert.include(list.text, `/items/${partId}`)
    assert.match((await manager.get('/alerts/count')).text, /top-count/)
    for (const query of ['', '?kind=__proto__', '?kind[]=1', '?kind=unsold&page=99']) {
      assert.equal((await manager.get(`/alerts${query}`)).status, 200, query)
    }
  })
})

test.group('Sections of the item page', () => {
  test('remember the last one, and are pages of their own', async ({ assert }) => {
    const { partId } = await storied()
    const { visitor } = await signedIn('viewer')
    const first = await visitor.get(`/items/${partId}`)
    assert.include(first.text, 'id="movements"')
    await visitor.get(`/items/${partId}?section=suppliers`)
    const again = await visitor.get(`/items/${partId}`)
    assert.include(again.text, `hx-get="/items/${partId}/suppliers"`)
    assert.notInclude(again.text, 'id="movements"')
    await visitor.get(`/items/${partId}?section=nonsense`)
    for (const section of ['history', 'suppliers', 'related', 'changes', 'alerts', 'stock']) {
      assert.equal((await visitor.get(`/items/${partId}/${section}`)).status, 200, section)
      assert.equal((await visitor.get(`/items/99999999/${section}`)).status, 404, section)
      assert.equal((await new Visitor().get(`/items/${partId}/${section}`)).status, 302, section)
    }
  })

  test('name whom an item came from and for how much', async ({ assert }) => {
    const [main, other] = [await makeSupplier(), await makeSupplier()]
    const partId = await createPart(
      { name: ownName('Supplied'), supplier: main.id } as Parameters<typeof createPart>[0],
      SYSTEM
    )
    const facts = { partId, locationId: await makeLocation(), actorId: null }
    const receive = (supplierId: number, unitCost: string, days: number) =>
      receiveStock({
        ...facts,
        quantity: quantity('2'),
        unitCost: parseMoney(unitCost),
        occurredAt: daysAgo(days),
        lot: { supplierId },
      })
    await receive(other.id, '7', 9)
    await receive(other.id, '8', 3)
    const { visitor } = await signedIn('manager')
    const { text } = await visitor.get(`/items/${partId}/suppliers`)
    assert.include(text, main.name)
    assert.include(text, 'Main supplier')
    assert.isBelow(text.indexOf(main.name), text.indexOf(other.name))
    assert.include(text, '8.00')
  })

  test('offer similar items that are in stock, and no others', async ({ assert }) => {
    const category = await makeCategory()
    const make = async (what: string, isStocked: boolean) => {
      const name = ownName(what)
      const id = await makePart({ name })
      await db.from('parts').where('id', id).update({ category_id: category.id })
      const facts = { partId: id, locationId: await makeLocation(), actorId: null }
      if (isStocked) await receiveStock({ ...facts, quantity: quantity('1') })
      return { id, name }
    }
    const [own, here, gone] = [
      await make('Own', true),
      await make('Here', true),
      await make('Gone', false),
    ]
    const { visitor } = await signedIn('viewer')
    const { text } = await visitor.get(`/items/${own.id}/related`)
    assert.include(text, here.name)
    assert.notInclude(text, gone.name)
  })
})
