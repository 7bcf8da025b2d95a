import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { drainProjections } from '#events/embedded_event_log'
import { apiAs, type ApiClient } from '#tests/helpers/api'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function shelf(api: ApiClient, quantity: number | string = 30) {
  const [part, location] = [await makePart(), await makeLocation()]
  const made = await api.post('/api/stock/', { part, quantity, location, purchase_price: '2.5' })
  return { part, location, pk: made.json[0].pk as number }
}

test.group('Stock items of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('are made as a list, with the keys of InvenTree in its order', async ({ assert }) => {
    const [part, location] = [await makePart(), await makeLocation()]
    const made = await api.post('/api/stock/', { part, quantity: 30, location })

    assert.equal(made.status, 201)
    assert.lengthOf(made.json, 1)
    const read = await api.get(`/api/stock/${made.json[0].pk}/`)
    assert.match(
      read.text,
      new RegExp(
        `^{"pk":${made.json[0].pk},"part":${part},"quantity":30\\.0,"serial":null,"batch":"","location":${location},` +
          '"belongs_to":null,"build":null,"consumed_by":null,"customer":null,"delete_on_deplete":true,' +
          '"expiry_date":null,"in_stock":true,"is_building":false,"link":"","notes":null,"owner":null,' +
          '"packaging":null,"parent":null,"purchase_order":null,"purchase_order_reference":null,' +
          '"sales_order":null,"sales_order_reference":null,"status":10,"status_text":"OK","status_custom_key":10,' +
          '"supplier_part":null,"SKU":null,"MPN":null,"barcode_hash":"","creation_date":"\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d",' +
          '"stocktake_date":null,"updated":"[^"]{16}","purchase_price":480\\.0,"purchase_price_currency":"GBP",' +
          '"allocated":0\\.0,"expired":false,"installed_items":0,"child_items":0,"stale":false,' +
          `"part_detail":{"pk":${part},"IPN":null,"barcode_hash":"",.*"minimum_stock":"0\\.000000",.*},"tracking_items":1,`
      )
    )
  })

  test('are made one for each serial number, and no number twice', async ({ assert }) => {
    const part = await makePart()
    const made = await api.post('/api/stock/', { part, quantity: 2, serial_numbers: '7001-7002' })
    assert.deepEqual(
      made.json.map((item: { serial: string; quantity: number }) => [item.serial, item.quantity]),
      [
        ['7001', 1],
        ['7002', 1],
      ]
    )

    const wrongCount = await api.post('/api/stock/', { part, quantity: 2, serial_numbers: '7003' })
    const message = 'Number of unique serial numbers (1) must match quantity (2)'
    assert.deepEqual(wrongCount.json, { quantity: [message], serial_numbers: [message] })
    const again = await api.post('/api/stock/', { part, quantity: 1, serial_numbers: '7002' })
    assert.equal(again.status, 400)
  })

  test('are refused in the words of InvenTree', async ({ assert }) => {
    const part = await makePart()
    const refusals: [object, unknown][] = [
      [{ quantity: 1 }, { part: 'Valid part must be supplied' }],
      [{ part }, { quantity: 'Quantity is required' }],
      [{ part, quantity: -1 }, { quantity: ['Ensure this value is greater than or equal to 0.'] }],
      [{ part, quantity: 0 }, { quantity: ['Quantity must be greater than zero.'] }],
      [{ part, quantity: 'x' }, { quantity: ['A valid number is required.'] }],
      [
        { part: 4_000_000, quantity: 1 },
        { part: ['Invalid pk "4000000" - object does not exist.'] },
      ],
    ]
    for (const [body, answer] of refusals) {
      const { status, json } = await api.post('/api/stock/', body)
      assert.deepEqual([status, json], [400, answer])
    }
  })

  test('change by postings: a quantity is counted, a price revalued, a place moved to', async ({
    assert,
  }) => {
    const { pk, part } = await shelf(api)
    const elsewhere = await makeLocation()
    const changed = await api.patch(`/api/stock/${pk}/`, {
      quantity: 12,
      purchase_price: 3,
      location: elsewhere,
      status: 50,
    })

    assert.equal(changed.status, 200)
    assert.deepInclude(changed.json, {
      quantity: 12,
      purchase_price: 3,
      location: elsewhere,
      status: 50,
      value: 36,
    })
    const history = await api.get(`/api/transactions/?part=${part}&limit=10`)
    assert.deepEqual(
      history.json.results.map(({ kind }: { kind: string }) => kind),
      ['transfer', 'count', 'revalue', 'note', 'adjust_in']
    )
  })

  test('are deleted by taking the rest out; the history stays', async ({ assert }) => {
    const { pk, part } = await shelf(api)
    assert.equal((await api.delete(`/api/stock/${pk}/`)).status, 204)

    const gone = await api.get(`/api/stock/${pk}/`)
    assert.deepEqual(
      [gone.status, gone.json],
      [404, { detail: 'No StockItem matches the given query.' }]
    )
    assert.equal((await api.get(`/api/part/${part}/`)).json.in_stock, 0)
    const track = await api.get(`/api/stock/track/?part=${part}&limit=5`)
    assert.equal(track.json.count, 2)
    assert.isNull(track.json.results[0].item)
  })

  test('are found by part, place and status', async ({ assert }) => {
    const { pk, part, location } = await shelf(api)
    for (const filter of [
      `part=${part}`,
      `location=${location}`,
      `part=${part}&status=10&in_stock=True`,
    ]) {
      const { json } = await api.get(`/api/stock/?${filter}`)
      assert.deepEqual(
        json.map((item: { pk: number }) => item.pk),
        [pk]
      )
    }
    assert.isEmpty((await api.get(`/api/stock/?part=${part}&in_stock=false`)).json)
  })
})

test.group('Stock adjustments of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('echo the request', async ({ assert }) => {
    const { pk } = await shelf(api)
    const items = [{ pk, quantity: 5 }]
    const echoed = `{"items":[{"pk":${pk},"quantity":"5.00000","status":null,"merge":false}]`

    const add = await api.post('/api/stock/add/', { items, notes: 'n' })
    assert.deepEqual([add.status, add.text], [201, `${echoed},"notes":"n"}`])
    const remove = await api.post('/api/stock/remove/', { items })
    assert.equal(remove.text, `${echoed}}`)
    const count = await api.post('/api/stock/count/', { items, notes: 'n' })
    assert.equal(count.text, `${echoed},"notes":"n","location":null}`)
    const location = await makeLocation()
    const transfer = await api.post('/api/stock/transfer/', { items, location })
    assert.equal(transfer.text, `${echoed},"location":${location}}`)
    const status = await api.post('/api/stock/change_status/', { items: [pk], status: 55 })
    assert.equal(status.text, `{"items":[${pk}],"status":55}`)
  })

  test('refuse more than there is, at its position, and book nothing of the rest', async ({
    assert,
  }) => {
    const first = await shelf(api)
    const second = await shelf(api)
    const answer = await api.post('/api/stock/remove/', {
      items: [
        { pk: first.pk, quantity: 1 },
        { pk: second.pk, quantity: 31 },
      ],
    })

    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json, {
      items: [{}, { quantity: ['Only 30 available; 31 asked for.'] }],
    })
    assert.equal((await api.get(`/api/stock/${first.pk}/`)).json.quantity, 30)
  })

  test('refuse rubbish in the words of InvenTree', async ({ assert }) => {
    const { pk } = await shelf(api)
    const refusals: [object, unknown][] = [
      [{ items: [] }, { non_field_errors: ['A list of stock items must be provided'] }],
      [{}, { items: ['This field is required.'] }],
      [
        { items: [{ pk: 99_999_999, quantity: 1 }] },
        { items: [{ pk: ['Invalid pk "99999999" - object does not exist.'] }] },
      ],
      [{ items: [{ pk }] }, { items: [{ quantity: ['This field is required.'] }] }],
      [
        { items: [{ pk, quantity: -1 }] },
        { items: [{ quantity: ['Ensure this value is greater than or equal to 0.'] }] },
      ],
      [
        { items: [{ pk, quantity: 'x' }] },
        { items: [{ quantity: ['A valid number is required.'] }] },
      ],
      [
        { items: ['x'] },
        { items: [{ pk: ['This field is required.'], quantity: ['This field is required.'] }] },
      ],
    ]
    for (const [body, answer] of refusals) {
      const { status, json } = await api.post('/api/stock/remove/', body)
      assert.deepEqual([status, json], [400, answer])
    }
    assert.equal(
      (await api.post('/api/stock/remove/', { items: [{ pk, quantity: 0 }] })).status,
      201
    )
  })

  test('are told in the history with codes, deltas and who', async ({ assert }) => {
    const { pk } = await shelf(api)
    const place = await makeLocation()
    await api.post('/api/stock/add/', { items: [{ pk, quantity: 5 }], notes: 'found' })
    await api.post('/api/stock/remove/', { items: [{ pk, quantity: 2.5 }] })
    await api.post('/api/stock/count/', { items: [{ pk, quantity: 20 }] })
    await api.post('/api/stock/transfer/', { items: [{ pk, quantity: 7 }], location: place })
    await api.post('/api/stock/transfer/', { items: [{ pk, quantity: 13 }], location: place })
    await api.post('/api/stock/change_status/', { items: [pk], status: 50 })

    const { json } = await api.get(
      `/api/stock/track/?item=${pk}&ordering=date&limit=20&user_detail=true`
    )
    const told = json.results.map((entry: { tracking_type: number; label: string }) => [
      entry.tracking_type,
      entry.label,
    ])
    assert.deepEqual(told, [
      [1, 'Stock item created'],
      [11, 'Stock manually added'],
      [12, 'Stock manually removed'],
      [10, 'Stock counted'],
      [42, 'Split child item'],
      [20, 'Location changed'],
      [5, 'Edited stock item'],
    ])
    assert.deepEqual(json.results[1].deltas, { added: 5, quantity: 35 })
    assert.equal(json.results[1].notes, 'found')
    assert.equal(json.results[1].user_detail.pk, api.userId)
    assert.equal(json.results[4].deltas.removed, 7)
    assert.equal(json.results[5].deltas.location, place)
    assert.equal(json.results[5].deltas.location_detail.pk, place)
    assert.deepInclude(json.results[6].deltas, { status: 50, old_status: 10 })
  })
})

test.group('Transactions of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('book the worked example: price 600, profit 240', async ({ assert }) => {
    const name = `Phone ${randomUUID()}`
    const part = await makePart({ name, purchasePrice: '480', salePrice: '600' })
    const location = await makeLocation()
    const bought = await api.post('/api/transactions/', {
      part: name,
      type: 'IN',
      quantity: 10,
      location,
    })
    assert.deepInclude(bought.json, {
      part,
      type: 'IN',
      unit_price: 480,
      total: 4800,
      profit: null,
      location,
    })

    const sold = await api.post('/api/transactions/', { part, type: 'OUT', quantity: 2, location })
    assert.equal(sold.status, 201)
    assert.deepInclude(sold.json, {
      part,
      type: 'OUT',
      quantity: 2,
      unit_price: 600,
      total: 1200,
      cost: 960,
      profit: 240,
    })
    assert.match(sold.text, /"unit_price":600\.0,"total":1200\.0,"cost":960\.0,"profit":240\.0/)
  })

  test('refuse more than there is with what is available, and book nothing', async ({ assert }) => {
    const { part } = await shelf(api, 3)
    const answer = await api.post('/api/transactions/', { part, type: 'OUT', quantity: 4 })
    assert.deepEqual(
      [answer.status, answer.json],
      [400, { quantity: ['Only 3 available; 4 asked for.'] }]
    )
    assert.equal((await api.get(`/api/transactions/?part=${part}&limit=1`)).json.count, 1)
  })

  test('keep every digit of a quantity and a price', async ({ assert }) => {
    const part = await makePart()
    const raw = `{"part":${part},"type":"IN","quantity":12345.67891,"unit_price":0.000001}`
    const answer = await api.post('/api/transactions/', undefined, {
      raw,
      headers: { 'content-type': 'application/json' },
    })
    assert.include(answer.text, '"quantity":12345.67891,"unit_price":0.000001,"total":0.012346')
  })

  test('are reversed once, with a reason', async ({ assert }) => {
    const { part } = await shelf(api)
    const sale = await api.post('/api/transactions/', { part, type: 'OUT', quantity: 4 })
    const path = `/api/transactions/${sale.json.id}/reversals/`
    assert.deepEqual((await api.post(path, {})).json, { reason: ['This field is required.'] })

    const reversal = await api.post(path, { reason: 'wrong item' })
    assert.equal(reversal.status, 201)
    assert.deepInclude(reversal.json, {
      reverses: sale.json.id,
      total: -sale.json.total,
      profit: -sale.json.profit,
    })
    assert.equal(
      (await api.get(`/api/transactions/${sale.json.id}/`)).json.reversed_by,
      reversal.json.id
    )
    const again = await api.post(path, { reason: 'again' })
    assert.equal(again.status, 400)
    assert.equal((await api.get(`/api/part/${part}/`)).json.in_stock, 30)
  })

  test('refuse rubbish, naming the field', async ({ assert }) => {
    const { part } = await shelf(api)
    const good = { part, type: 'OUT', quantity: 1 }
    const refusals: [string, object][] = [
      ['type', { ...good, type: 'SIDEWAYS' }],
      ['type', { part, quantity: 1 }],
      ['part', { ...good, part: 'no such thing' }],
      ['part', { ...good, part: 2 ** 70 }],
      ['part', { type: 'OUT', quantity: 1 }],
      ['part', { ...good, part: [part] }],
      ['quantity', { ...good, quantity: 'NaN' }],
      ['quantity', { ...good, quantity: '1e30' }],
      ['quantity', { ...good, quantity: 0 }],
      ['quantity', { ...good, quantity: -1 }],
      ['quantity', { ...good, quantity: '0.000001' }],
      ['unit_price', { ...good, unit_price: 'dear' }],
      ['unit_price', { ...good, unit_price: -1 }],
      ['quantity', { ...good, type: 'IN', quantity: 9_999_999_999, unit_price: 9_000_000_000 }],
      ['date', { ...good, date: 'yesterday' }],
      ['date', { ...good, date: '2999-01-01' }],
      ['location', { ...good, location: 'nowhere' }],
      ['note', { ...good, note: 'n'.repeat(1001) }],
      ['note', { ...good, note: '<script>x</script>' }],
    ]
    for (const [field, body] of refusals) {
      const { status, json } = await api.post('/api/transactions/', body)
      assert.deepEqual([field, status, Object.keys(json)], [field, 400, [field]])
    }
    assert.equal((await api.get(`/api/transactions/?part=${part}&limit=1`)).json.count, 1)
  })

  test('are listed by type, kind, place, category and day', async ({ assert }) => {
    const { part, location } = await shelf(api)
    await api
      .post('/api/transactions/', { part, type: 'OUT', quantity: 1, date: '2024-05-06' })
      .then(({ status }) => {
        // There was no stock on that day.
        assert.equal(status, 400)
      })
    await api.post('/api/transactions/', { part, type: 'OUT', quantity: 1 })
    const kinds = async (filter: string) => {
      const { json } = await api.get(`/api/transactions/?part=${part}&${filter}`)
      return json.map(({ kind }: { kind: string }) => kind)
    }
    assert.deepEqual(await kinds('type=OUT'), ['sale'])
    assert.deepEqual(await kinds('type=IN'), ['adjust_in'])
    assert.deepEqual(await kinds('kind=sale'), ['sale'])
    assert.deepEqual(await kinds(`location=${location}`), ['sale', 'adjust_in'])
    assert.deepEqual(await kinds('to=2020-01-01'), [])
    assert.deepEqual(await kinds('type=nonsense'), ['sale', 'adjust_in'])
  })

  test('are open to those who may book, and closed to those who may only look', async ({
    assert,
  }) => {
    const { part, pk } = await shelf(api)
    const viewer = await apiAs('viewer')
    assert.equal((await viewer.get('/api/transactions/?limit=1')).status, 200)
    assert.equal(
      (await viewer.post('/api/transactions/', { part, type: 'OUT', quantity: 1 })).status,
      403
    )
    assert.equal(
      (await viewer.post('/api/stock/add/', { items: [{ pk, quantity: 1 }] })).status,
      403
    )
    assert.equal((await viewer.delete(`/api/stock/${pk}/`)).status, 403)
    const staff = await apiAs('staff')
    assert.equal(
      (await staff.post('/api/transactions/', { part, type: 'OUT', quantity: 1 })).status,
      201
    )
  })
})

test.group('Locations of the API', () => {
  test('form a tree, hold stock, and cannot be deleted while they do', async ({ assert }) => {
    const api = await apiAs()
    const name = `House ${randomUUID()}`
    const house = await api.post('/api/stock/location/', { name, address: '1 High Street' })
    const room = await api.post('/api/locations/', { name: 'Room', parent: house.json.pk })
    assert.equal(room.json.pathstring, `${name}/Room`)
    const part = await makePart()
    await api.post('/api/stock/', { part, quantity: 1, location: room.json.pk })

    const read = await api.get(`/api/stock/location/${house.json.pk}/`)
    assert.deepInclude(read.json, { items: 1, sublocations: 1, level: 0, address: '1 High Street' })
    assert.equal((await api.delete(`/api/stock/location/${room.json.pk}/`)).status, 400)
    const cycle = await api.patch(`/api/stock/location/${house.json.pk}/`, { parent: room.json.pk })
    assert.equal(cycle.status, 400)
  })
})

test.group('Balances of the API', () => {
  test('tell the stock as of a moment, and as it was known at a moment', async ({ assert }) => {
    const api = await apiAs()
    const [part, location] = [await makePart(), await makeLocation()]
    const day = (days: number) =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    const book = (type: string, quantity: number, date: string) =>
      api.post('/api/transactions/', { part, location, type, quantity, date, unit_price: 2 })
    await book('IN', 10, day(9))
    await book('OUT', 4, day(5))
    const read = async (query: string) => {
      const { json } = await api.get(`/api/stock/balance/?part=${part}&${query}`)
      return json.map(({ quantity, value }: { quantity: number; value: number }) => [
        quantity,
        value,
      ])
    }

    assert.deepEqual(await read(''), [[6, 12]])
    assert.deepEqual(await read(`as_of=${day(7)}`), [[10, 20]])
    assert.deepEqual(await read(`as_of=${day(5)}`), [[6, 12]])
    assert.deepEqual(await read(`as_of=${day(11)}`), [])
    // Both were booked just now: an hour ago nobody knew of them.
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString()
    assert.deepEqual(await read(`as_of=${day(5)}&known_at=${anHourAgo}`), [])
    await drainProjections()
    const all = await api.get(`/api/stock/balance/?as_of=${day(7)}`)
    assert.deepInclude(all.json, { part, location, quantity: 10, value: 20 })
    const everything = await api.get('/api/stock/balance/')
    assert.deepInclude(everything.json, { part, location, quantity: 6, value: 12 })
    assert.equal((await api.get(`/api/stock/balance/?known_at=${anHourAgo}`)).status, 400)
    const wrong = await api.get('/api/stock/balance/?as_of=yesterday')
    assert.deepEqual([wrong.status, Object.keys(wrong.json)], [400, ['as_of']])
    assert.deepEqual(await read('part=999999999999999999999'), [])
  })
})
