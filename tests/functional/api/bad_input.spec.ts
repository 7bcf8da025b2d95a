import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { anonymous, apiAs, type ApiClient, baseUrl } from '#tests/helpers/api'

test.group('Bad input of the API', (group) => {
  let api: ApiClient
  group.setup(async () => {
    api = await apiAs()
  })

  test('is told field by field, in the words clients know')
    .with([
      [{}, { name: ['This field is required.'] }],
      [{ name: null }, { name: ['This field may not be null.'] }],
      [{ name: '' }, { name: ['This field may not be blank.'] }],
      [{ name: '   ' }, { name: ['This field may not be blank.'] }],
      [{ name: 'n'.repeat(101) }, { name: ['Ensure this field has no more than 100 characters.'] }],
      [{ name: ['a'] }, { name: ['Not a valid string.'] }],
      [{ name: { a: 1 } }, { name: ['Not a valid string.'] }],
      [{ name: true }, { name: ['Not a valid string.'] }],
      [{ name: 'a\0b' }, { name: ['Null characters are not allowed.'] }],
      [{ name: '\ud800' }, { name: ['Not a valid string.'] }],
      [{ name: 'x <b>bold</b><script>x</script>' }, { name: ['Remove HTML tags from this value'] }],
      [
        { description: 'd'.repeat(251) },
        { description: ['Ensure this field has no more than 250 characters.'] },
      ],
      [{ category: 'abc' }, { category: ['Incorrect type. Expected pk value, received str.'] }],
      [{ category: true }, { category: ['Incorrect type. Expected pk value, received bool.'] }],
      [{ category: [1] }, { category: ['Incorrect type. Expected pk value, received list.'] }],
      [{ category: 999_999 }, { category: ['Invalid pk "999999" - object does not exist.'] }],
      [{ category: -1 }, { category: ['Invalid pk "-1" - object does not exist.'] }],
      [{ active: 'maybe' }, { active: ['Must be a valid boolean.'] }],
      [{ active: [] }, { active: ['Must be a valid boolean.'] }],
      [{ minimum_stock: 'lots' }, { minimum_stock: ['A valid number is required.'] }],
      [{ minimum_stock: 'NaN' }, { minimum_stock: ['A valid number is required.'] }],
      [{ minimum_stock: 'Infinity' }, { minimum_stock: ['A valid number is required.'] }],
      [{ minimum_stock: [1] }, { minimum_stock: ['A valid number is required.'] }],
      [
        { minimum_stock: -1 },
        { minimum_stock: ['Ensure this value is greater than or equal to 0.'] },
      ],
      [
        { minimum_stock: 1e30 },
        { minimum_stock: ['Ensure that there are no more than 15 digits in total.'] },
      ],
      [
        { minimum_stock: '1e999999' },
        { minimum_stock: ['Ensure that there are no more than 15 digits in total.'] },
      ],
      [
        { minimum_stock: '0.123456' },
        { minimum_stock: ['Ensure that there are no more than 5 decimal places.'] },
      ],
      [
        { minimum_stock: '12345678901.5' },
        {
          minimum_stock: ['Ensure that there are no more than 10 digits before the decimal point.'],
        },
      ],
      [{ minimum_stock: '9'.repeat(1001) }, { minimum_stock: ['String value too large.'] }],
      [
        { sale_price: '9999999999999' },
        { sale_price: ['Ensure this value is less than or equal to 9007199254.740991.'] },
      ],
      [{ default_expiry: 1.5 }, { default_expiry: ['A valid integer is required.'] }],
      [
        { default_expiry: 99_999_999_999 },
        { default_expiry: ['Ensure this value is less than or equal to 2147483647.'] },
      ],
      [{ link: 'not a url' }, { link: ['Enter a valid URL.'] }],
      [{ link: 'javascript:alert(1)' }, { link: ['Enter a valid URL.'] }],
    ] as [Record<string, unknown>, Record<string, string[]>][])
    .run(async ({ assert }, [fields, messages]) => {
      const name = `Bad ${randomUUID()}`
      const body =
        'name' in fields || Object.keys(fields).length === 0 ? fields : { name, ...fields }
      const answer = await api.post('/api/part/', body)
      assert.equal(answer.status, 400)
      assert.deepEqual(answer.json, messages)
      assert.isNull(await db.from('parts').where('name', name).first())
    })

  test('is told all at once, in the order of the fields', async ({ assert }) => {
    const answer = await api.post('/api/part/', {
      name: '',
      category: 'abc',
      active: 'maybe',
      minimum_stock: 'x',
    })
    assert.equal(
      answer.text,
      '{"active":["Must be a valid boolean."],"category":["Incorrect type. Expected pk value, received str."],' +
        '"minimum_stock":["A valid number is required."],"name":["This field may not be blank."]}'
    )
  })

  test('beyond 64 bits is a clean refusal, in bodies and in addresses', async ({ assert }) => {
    const large = '99999999999999999999999'
    const body = await api.send('POST', '/api/part/', {
      headers: { 'content-type': 'application/json' },
      raw: `{"name":"x","category":${large}}`,
    })
    assert.deepEqual(body.json, { category: [`Invalid pk "${large}" - object does not exist.`] })
    for (const method of ['GET', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await api.send(method, `/api/part/${large}/`)
      assert.equal(answer.status, 404, method)
      assert.deepEqual(answer.json, { detail: 'No Part matches the given query.' })
    }
    const filtered = await api.get(`/api/part/?limit=1&category=${large}`)
    assert.equal(filtered.status, 200)
    const paged = await api.get(`/api/part/?limit=${large}&offset=${large}`)
    assert.equal(paged.status, 200)
  })

  test('that is no JSON object is 400')
    .with([
      ['{"name": ', { detail: 'JSON parse error - Expecting value: line 1 column 10 (char 9)' }],
      [
        '[{"name":"x"}]',
        { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] },
      ],
      ['"abc"', { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] }],
      ['5', { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] }],
      ['null', { non_field_errors: ['No data provided'] }],
      ['', { name: ['This field is required.'] }],
    ] as [string, object][])
    .run(async ({ assert }, [raw, body]) => {
      const answer = await api.send('POST', '/api/part/', {
        headers: { 'content-type': 'application/json' },
        raw,
      })
      assert.equal(answer.status, 400)
      assert.deepEqual(answer.json, body)
    })

  test('that is NaN, broken or far too deep JSON is 400', async ({ assert }) => {
    const headers = { 'content-type': 'application/json' }
    for (const raw of [
      '{"name":NaN}',
      '{"name":"x"}}',
      '['.repeat(200_000),
      '{"a":'.repeat(100_000),
    ]) {
      const answer = await api.send('POST', '/api/part/', { headers, raw })
      assert.equal(answer.status, 400, raw.slice(0, 20))
      assert.match(answer.json.detail, /^JSON parse error - /)
    }
  })

  test('that is not UTF-8 is 400', async ({ assert }) => {
    const raw = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ])
    const answer = await api.send('POST', '/api/part/', {
      headers: { 'content-type': 'application/json' },
      raw,
    })
    assert.equal(answer.status, 400)
    const form = await api.send('POST', '/api/part/', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      raw: 'name=%ff%fe',
    })
    assert.equal(form.status, 400)
  })

  test('of another type is 415', async ({ assert }) => {
    const answer = await api.send('POST', '/api/part/', {
      headers: { 'content-type': 'application/xml' },
      raw: '<a/>',
    })
    assert.equal(answer.status, 415)
    assert.deepEqual(answer.json, {
      detail: 'Unsupported media type "application/xml" in request.',
    })
  })

  test('over the limit is 413', async ({ assert }) => {
    const answer = await api.post('/api/part/', { name: 'x', notes: 'n'.repeat(1_100_000) })
    assert.equal(answer.status, 413)
    const after = await api.get('/api/part/?limit=1')
    assert.equal(after.status, 200)
  })

  test('over the limit in pieces leaves the connection to the next request')
    .with([
      ['/api/part/', 'application/json'],
      ['/sign-in', 'application/x-www-form-urlencoded'],
    ])
    .run(async ({ assert }, [path, type]) => {
      const head = `host: x\r\nauthorization: Token ${api.token}\r\n`
      const piece = `80000\r\n${' '.repeat(0x80000)}\r\n`
      const answers = await sendRaw(
        `POST ${path} HTTP/1.1\r\n${head}content-type: ${type}\r\n` +
          `transfer-encoding: chunked\r\n\r\n${piece.repeat(6)}0\r\n\r\n` +
          `GET /api/version/ HTTP/1.1\r\n${head}connection: close\r\n\r\n`
      )
      assert.deepEqual(answers.match(/HTTP\/1.1 \d+/g), ['HTTP/1.1 413', 'HTTP/1.1 200'])
    })

  test('in the encoding of an address is 400', async ({ assert }) => {
    for (const path of ['/api/part/%/', '/api/part/%zz/', '/api/%C0%80/']) {
      const answer = await api.get(path)
      assert.equal(answer.status, 400, path)
      assert.equal(answer.json.detail, 'The address is not encoded as UTF-8.', path)
    }
    const page = await anonymous.get('/items/%zz')
    assert.equal(page.status, 400)
  })

  test('with the names of prototypes does nothing', async ({ assert }) => {
    const name = `Proto ${randomUUID()}`
    const answer = await api.send('POST', '/api/part/', {
      headers: { 'content-type': 'application/json' },
      raw: `{"name":"${name}","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}}`,
    })
    assert.equal(answer.status, 201)
    assert.isUndefined(({} as Record<string, unknown>).polluted)
    const listed = await api.get(
      '/api/part/?limit=1&__proto__=1&constructor=2&ordering=__proto__,constructor'
    )
    assert.equal(listed.status, 200)
  })

  test('is read from forms as well', async ({ assert }) => {
    const name = `Form ${randomUUID()}`
    const encoded = await api.send('POST', '/api/part/', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      raw: new URLSearchParams({ name, description: 'ü x', category: '' }).toString(),
    })
    assert.equal(encoded.status, 201)
    assert.equal(encoded.json.description, 'ü x')
    const form = new FormData()
    form.set('name', `${name} 2`)
    form.set('active', 'False')
    const multipart = await api.send('POST', '/api/part/', { raw: form })
    assert.equal(multipart.status, 201)
    assert.isFalse(multipart.json.active)
  })

  test('a number is taken as a name, and what cannot be set is ignored', async ({ assert }) => {
    const name = Number(String(Math.random()).slice(2, 14))
    const answer = await api.post('/api/part/', { name, pk: 5, in_stock: 9, nonsense: 1 })
    assert.equal(answer.status, 201)
    assert.equal(answer.json.name, String(name))
    assert.notEqual(answer.json.pk, 5)
    assert.equal(answer.json.in_stock, 0)
    const again = await api.post('/api/part/', { name })
    assert.deepEqual(again.json, {
      non_field_errors: ['The fields name, IPN, revision must make a unique set.'],
    })
  })

  test('an unknown address is 404, but 401 to strangers', async ({ assert }) => {
    for (const path of [
      '/api/nosuchthing/',
      '/api/part',
      '/api/part/abc/',
      '/api/part/1',
      '/api/x',
    ]) {
      const answer = await api.get(path)
      assert.equal(answer.status, 404, path)
      assert.deepEqual(answer.json, { detail: 'API endpoint not found', url: baseUrl() + path })
      const stranger = await anonymous.get(path)
      assert.equal(stranger.status, 401, path)
      assert.deepEqual(stranger.json, { detail: 'Authentication credentials were not provided.' })
      assert.equal(stranger.headers.get('www-authenticate'), 'Token')
    }
  })

  test('a method that an address does not know is 405', async ({ assert }) => {
    const answer = await api.delete('/api/part/')
    assert.equal(answer.status, 405)
    assert.deepEqual(answer.json, { detail: 'Method "DELETE" not allowed.' })
    assert.equal(answer.headers.get('allow'), 'GET, POST, PUT, PATCH, HEAD, OPTIONS')
    assert.equal((await api.post('/api/part/1/', {})).status, 405)
  })

  test('who accepts no JSON is told so', async ({ assert }) => {
    const answer = await api.get('/api/part/?limit=1', { headers: { accept: 'text/html' } })
    assert.equal(answer.status, 406)
    assert.deepEqual(answer.json, { detail: 'Could not satisfy the request Accept header.' })
    const browser = await api.get('/api/part/?limit=1', {
      headers: { accept: 'text/html,*/*;q=0.8' },
    })
    assert.equal(browser.status, 200)
  })

  test('HEAD answers as GET does, without a body', async ({ assert }) => {
    const answer = await api.send('HEAD', '/api/part/?limit=1')
    assert.equal(answer.status, 200)
    assert.equal(answer.text, '')
    assert.equal((await api.send('HEAD', '/api/part/')).status, 200)
  })

  test('a body on GET, OPTIONS and DELETE is no fault', async ({ assert }) => {
    const { json } = await api.post('/api/part/', { name: `Body ${randomUUID()}`, active: false })
    const options = await api.send('OPTIONS', `/api/part/${json.pk}/`, { body: {} })
    assert.equal(options.status, 200)
    const deleted = await api.send('DELETE', `/api/part/${json.pk}/`, { body: {} })
    assert.equal(deleted.status, 204)
  })

  test('in credentials is told in the words clients know')
    .with([
      ['Token inv-deadbeef', 'Invalid token.'],
      ['Token', 'Invalid token header. No credentials provided.'],
      ['Bearer inv-deadbeef', 'Authentication credentials were not provided.'],
      ['Basic !!!', 'Invalid basic header. Credentials not correctly base64 encoded.'],
      [`Basic ${Buffer.from('nobody:wrong').toString('base64')}`, 'Invalid username/password.'],
    ])
    .run(async ({ assert }, [authorization, detail]) => {
      const answer = await anonymous.get('/api/part/?limit=1', { headers: { authorization } })
      assert.equal(answer.status, 401)
      assert.deepEqual(answer.json, { detail })
    })
})

/** Everything that the server sends on one connection until it closes it. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(process.env.PORT), process.env.HOST, () => socket.write(text))
    let received = ''
    socket.setTimeout(4000, () => socket.destroy())
    socket.on('data', (data) => (received += data.toString()))
    socket.on('error', reject).on('close', () => resolve(received))
  })
}
