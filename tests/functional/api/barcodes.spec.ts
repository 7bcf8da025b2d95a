import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { hashOfCode } from '#catalog/barcodes/code'
import { anonymous, apiAs, type ApiClient } from '#tests/helpers/api'
import { makeLocation, makePart } from '#tests/helpers/stock'

test.group('Barcodes of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('our own codes are known in both of their forms', async ({ assert }) => {
    const part = await makePart()
    const location = await makeLocation()
    const [{ pk: lot }] = (await api.post('/api/stock/', { part, quantity: 3, location })).json
    const things: [string, string, number, string][] = [
      ['part', 'PA', part, '/api/part/'],
      ['stockitem', 'SI', lot, '/api/stock/'],
      ['stocklocation', 'SL', location, '/api/stock/location/'],
    ]
    for (const [model, short, pk, url] of things) {
      const { json: made, status } = await api.post('/api/barcode/generate/', { model, pk })
      assert.deepEqual([status, made], [200, { barcode: `{"${model}": ${pk}}` }])
      for (const barcode of [made.barcode, `INV-${short}${pk}`]) {
        const found = await api.post('/api/barcode/', { barcode })
        assert.equal(found.status, 200)
        assert.equal(found.json[model].pk, pk)
        assert.equal(found.json[model].api_url, `${url}${pk}/`)
        assert.deepInclude(found.json, {
          success: 'Match found for barcode data',
          plugin: 'InvenTreeBarcode',
          barcode_data: barcode,
          barcode_hash: hashOfCode(barcode),
        })
      }
    }
  })

  test('foreign codes are linked once, and refused with what has them', async ({ assert }) => {
    const [part, other] = [await makePart(), await makePart()]
    const barcode = `foreign ${randomUUID()}`
    const linked = await api.post('/api/barcode/link/', { barcode, part })
    assert.deepEqual(
      [linked.status, linked.json],
      [
        200,
        {
          success: 'Assigned barcode to part instance',
          part: { pk: part },
          barcode_data: barcode,
          barcode_hash: hashOfCode(barcode),
        },
      ]
    )
    assert.equal((await api.post('/api/barcode/', { barcode })).json.part.pk, part)
    const again = await api.post('/api/barcode/link/', { barcode, part: other })
    assert.equal(again.status, 400)
    assert.deepInclude(again.json, {
      error: 'Barcode matches existing item',
      plugin: 'InvenTreeBarcode',
    })
    assert.equal(again.json.part.pk, part)

    const unlinked = await api.post('/api/barcode/unlink/', { part })
    assert.deepEqual(unlinked.json, { success: 'Barcode unassigned from part instance' })
    const unknown = await api.post('/api/barcode/', { barcode })
    assert.equal(unknown.status, 400)
    assert.deepInclude(unknown.json, { plugin: null, error: 'No match found for barcode data' })
  })

  test('a code whose item was deleted is free again', async ({ assert }) => {
    const [{ json: gone }, part] = [
      await api.post('/api/part/', {
        name: `Gone ${randomUUID()}`,
        description: 'd',
        active: false,
      }),
      await makePart(),
    ]
    const barcode = `left ${randomUUID()}`
    await api.post('/api/barcode/link/', { barcode, part: gone.pk })
    assert.equal((await api.delete(`/api/part/${gone.pk}/`)).status, 204)
    assert.equal((await api.post('/api/barcode/', { barcode })).status, 400)
    assert.equal((await api.post('/api/barcode/link/', { barcode, part })).status, 200)
    assert.equal((await api.post('/api/barcode/', { barcode })).json.part.pk, part)
  })

  test('two who link the same code at once: one of them has it', async ({ assert }) => {
    const parts = [await makePart(), await makePart(), await makePart()]
    const barcode = `race ${randomUUID()}`
    const answers = await Promise.all(
      parts.map((part) => api.post('/api/barcode/link/', { barcode, part }))
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400, 400])
  })

  test('item, serial and batch numbers are found too', async ({ assert }) => {
    const ipn = `SKU-${randomUUID().slice(0, 8)}`
    const { json } = await api.post('/api/part/', { name: ipn, description: 'd', IPN: ipn })
    assert.equal((await api.post('/api/barcode/', { barcode: ipn })).json.part.pk, json.pk)
    const other = await makePart()
    const hidden = await api.post('/api/barcode/link/', { barcode: ipn, part: other })
    assert.deepEqual([hidden.status, hidden.json.part.pk], [400, json.pk])
    const serial = `S${Date.now()}`
    const [{ pk }] = (
      await api.post('/api/stock/', { part: json.pk, quantity: 1, serial_numbers: serial })
    ).json
    assert.equal((await api.post('/api/barcode/', { barcode: serial })).json.stockitem.pk, pk)
    const batch = `B ${randomUUID()}`
    const [lot] = (await api.post('/api/stock/', { part: json.pk, quantity: 4, batch })).json
    assert.equal((await api.post('/api/barcode/', { barcode: batch })).json.stockitem.pk, lot.pk)
  })

  test('rubbish is refused in the words of InvenTree', async ({ assert }) => {
    const part = await makePart()
    const refusals: [string, object, unknown][] = [
      ['/api/barcode/', {}, { barcode: ['This field is required.'] }],
      ['/api/barcode/', { barcode: ' ' }, { barcode: ['This field may not be blank.'] }],
      ['/api/barcode/', { barcode: null }, { barcode: ['This field may not be null.'] }],
      [
        '/api/barcode/',
        { barcode: 'x'.repeat(4096) },
        { barcode: ['Ensure this field has no more than 4095 characters.'] },
      ],
      [
        '/api/barcode/link/',
        { barcode: randomUUID() },
        { error: "Missing data: provide one of '['part', 'stockitem', 'stocklocation']'" },
      ],
      [
        '/api/barcode/link/',
        { barcode: randomUUID(), part: 4_000_000 },
        { part: ['Invalid pk "4000000" - object does not exist.'] },
      ],
      [
        '/api/barcode/unlink/',
        {},
        { error: "Missing data: Provide one of 'part, stockitem, stocklocation'" },
      ],
      [
        '/api/barcode/unlink/',
        { part, stocklocation: 1 },
        { error: "Multiple conflicting fields: 'part, stockitem, stocklocation'" },
      ],
      ['/api/barcode/generate/', { model: 'part' }, { pk: ['This field is required.'] }],
      ['/api/barcode/generate/', { model: 'cat', pk: 1 }, { error: 'Model is not supported' }],
      [
        '/api/barcode/generate/',
        { model: 'part', pk: 4_000_000 },
        { error: 'Model instance not found' },
      ],
    ]
    for (const [path, body, expected] of refusals) {
      const { status, json } = await api.post(path, body)
      assert.deepEqual([status, json], [400, expected], path)
    }
  })

  test('viewers read and change nothing; strangers get nothing', async ({ assert }) => {
    const part = await makePart()
    const viewer = await apiAs('viewer')
    const barcode = `rights ${randomUUID()}`
    assert.equal((await viewer.post('/api/barcode/', { barcode: `INV-PA${part}` })).status, 200)
    assert.equal((await viewer.post('/api/barcode/link/', { barcode, part })).status, 403)
    assert.equal((await viewer.post('/api/barcode/unlink/', { part })).status, 403)
    for (const name of ['', 'link/', 'unlink/', 'generate/']) {
      assert.equal((await anonymous.post(`/api/barcode/${name}`, {})).status, 401)
    }
  })
})
