import { readFileSync } from 'node:fs'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import limiter from '@adonisjs/limiter/services/main'
import { test } from '@japa/runner'
import { SYSTEM } from '#accounts/audit'
import { setPicture } from '#catalog/actions/change_picture'
import { PART_PICTURES } from '#catalog/picture_owners'
import { announce } from '#events/live'
import { BASE } from '#tests/helpers/browser'
import { eventually } from '#tests/helpers/patience'
import { makePicture } from '#tests/helpers/pictures'
import { ask } from '#tests/helpers/raw_request'
import { makePart } from '#tests/helpers/stock'
import { makeUser, PASSWORD, Visitor } from '#tests/helpers/visitor'

const FAILURES_PER_USER = 10
const ACCESS_LOG = process.env.CADDY_ACCESS_LOG ?? ''

async function signedIn(): Promise<Visitor> {
  const { username } = await makeUser()
  const visitor = new Visitor(BASE)
  await visitor.signIn(username)
  await visitor.get('/account')
  return visitor
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** Reads on until the text has come; the stream stays open. */
async function hears(events: Response, text: string): Promise<void> {
  const decoder = new TextDecoder()
  let heard = ''
  for await (const piece of events.body ?? []) {
    heard += decoder.decode(piece, { stream: true })
    if (heard.includes(text)) return
  }
  throw new Error(`The stream ended with: ${heard}`)
}

/** The lines of the access log with this word, which the requests had for a name. */
async function logged(word: string, count: number): Promise<string[]> {
  return eventually(
    () =>
      readFileSync(ACCESS_LOG, 'utf8')
        .split('\n')
        .filter((line) => line.includes(word)),
    ({ length }) => length >= count
  )
}

if (process.env.CADDY_BASE) {
  test.group('What comes through Caddy', () => {
    test('is packed as the browser can unpack it', async ({ assert }) => {
      const { username } = await makeUser()
      const asked = (encodings: string) =>
        ask(`${BASE}/api/schema/`, {
          headers: { 'authorization': basic(username, PASSWORD), 'accept-encoding': encodings },
        })
      const plain = await asked('identity')
      const [zstd, gzip] = [await asked('gzip, zstd'), await asked('gzip')]
      assert.equal(plain.status, 200)

      assert.isUndefined(plain.headers['content-encoding'])
      assert.equal(zstd.headers['content-encoding'], 'zstd')
      assert.equal(gzip.headers['content-encoding'], 'gzip')
      assert.isTrue(zstdDecompressSync(zstd.body).equals(plain.body))
      assert.isTrue(gunzipSync(gzip.body).equals(plain.body))
      assert.match(String(gzip.headers.vary), /accept-encoding/i)
    })

    test('has what keeps browsers safe, and offers HTTP/3', async ({ assert }) => {
      for (const path of ['/sign-in', '/api/', '/nothing-here']) {
        const { headers } = await ask(BASE + path)
        assert.equal(headers['strict-transport-security'], 'max-age=31536000', path)
        assert.equal(headers['x-content-type-options'], 'nosniff', path)
        assert.equal(headers['referrer-policy'], 'same-origin', path)
        assert.match(String(headers['alt-svc']), /^h3=/, path)
        assert.notProperty(headers, 'server', path)
      }
      const { headers } = await ask(`${BASE}/sign-in`)
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.include(headers['content-security-policy'], `frame-ancestors 'none'`)
      const cookies = headers['set-cookie'] ?? []
      assert.isTrue(cookies.length > 0 && cookies.every((line) => /; Secure/.test(line)))
    })

    test('is kept for ever if it is an asset, and never by others if it is private', async ({
      assert,
    }) => {
      const partId = await makePart()
      await setPicture({ owner: PART_PICTURES, id: partId, bytes: await makePicture() }, SYSTEM)
      const visitor = await signedIn()
      const { text, headers } = await visitor.get(`/items/${partId}`)
      assert.match(headers.get('cache-control') ?? '', /private/)
      const [asset] = /\/assets\/[^"']+\.js/.exec(text) ?? []
      const [picture] = /\/media\/[^"'? ]+/.exec(text) ?? []

      const script = await ask(BASE + asset)
      assert.equal(script.headers['cache-control'], 'public, max-age=31536000, immutable')
      const stranger = await ask(BASE + picture)
      assert.include([302, 401], stranger.status)
      assert.notMatch(String(stranger.headers['cache-control']), /public|max-age/)
      const mine = await ask(BASE + picture, { headers: { cookie: visitor.cookies } })
      assert.equal(mine.status, 200)
      assert.match(String(mine.headers['content-type']), /^image\//)
      assert.match(String(mine.headers['cache-control']), /^private/)
      assert.notMatch(String(mine.headers['cache-control']), /public|s-maxage/)
    })

    test('is counted for the address it comes from, whatever it says of itself', async ({
      assert,
      cleanup,
    }) => {
      const { username } = await makeUser()
      cleanup(() => limiter.clear())
      const tried = async (number: number) => {
        const answer = await ask(`${BASE}/api/user/token/?name=tests`, {
          headers: {
            'authorization': basic(username, 'wrong'),
            'x-forwarded-for': `203.0.113.${number}`,
            'x-real-ip': `203.0.113.${number}`,
            'forwarded': `for=203.0.113.${number}`,
          },
        })
        return answer.status
      }
      for (let number = 0; number < FAILURES_PER_USER; number++) {
        assert.equal(await tried(number), 401)
      }
      assert.equal(await tried(FAILURES_PER_USER), 429)
    })

    test('stays on HTTPS and on its own host, whatever it says of itself', async ({ assert }) => {
      const claims = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'elsewhere.example' }
      const page = await ask(`${BASE}/sign-in`, { headers: claims })
      const away = await ask(`${BASE}/items?search=x`, { headers: claims })

      assert.notInclude(page.body.toString(), 'elsewhere.example')
      assert.isTrue((page.headers['set-cookie'] ?? []).every((line) => /; Secure/.test(line)))
      assert.match(String(away.headers.location), /^\/sign-in/)
    })

    test('is live: what is told arrives while the stream is open, packed or not', async ({
      assert,
      cleanup,
    }) => {
      const stop = new AbortController()
      cleanup(() => stop.abort())
      const visitor = await signedIn()
      for (const encoding of ['identity', 'gzip']) {
        const uid = `tests-${encoding}-${Date.now()}`
        const events = await fetch(`${BASE}/__transmit/events?uid=${uid}`, {
          signal: stop.signal,
          headers: {
            'cookie': visitor.cookies,
            'accept': 'text/event-stream',
            'accept-encoding': encoding,
          },
        })
        const sticky = events.headers.getSetCookie().map((line) => line.split(';')[0])
        const subscription = await fetch(`${BASE}/__transmit/subscribe`, {
          method: 'POST',
          body: JSON.stringify({ uid, channel: 'dashboard' }),
          headers: {
            'content-type': 'application/json',
            'cookie': [visitor.cookies, ...sticky].join('; '),
            'x-xsrf-token': decodeURIComponent(visitor.cookie('XSRF-TOKEN') ?? ''),
            'referer': `${BASE}/`,
          },
        })
        assert.equal(subscription.status, 204)
        announce('dashboard', { told: encoding })
        await hears(events, encoding)
      }
    })

    test('is written down as JSON, without what opens anything', async ({ assert }) => {
      const word = `log-${Date.now()}`
      const secret = 'do-not-write-this'
      await ask(`${BASE}/items?search=${word}&token=${secret}&key=${secret}`, {
        headers: {
          'authorization': `Token ${secret}`,
          'cookie': `bincard-session=${secret}`,
          'referer': `${BASE}/items?token=${secret}`,
          'x-xsrf-token': secret,
          'x-csrf-token': secret,
          'x-forwarded-for': '203.0.113.9',
        },
      })
      const [line] = await logged(word, 1)
      const { request, status, resp_headers: answered } = JSON.parse(line)

      assert.equal(status, 302)
      assert.equal(request.method, 'GET')
      assert.equal(request.uri, `/items?search=${word}&token=REDACTED&key=REDACTED`)
      assert.equal(request.remote_ip ?? request.remote_addr, '127.0.0.1')
      assert.deepEqual(answered.Location, ['/sign-in?REDACTED'])
      assert.notInclude(line, secret)
    })

    test('signs in, and neither password nor session is written down', async ({ assert }) => {
      const { username } = await makeUser()
      const visitor = new Visitor(BASE)
      await visitor.signIn(username)
      await visitor.get(`/items?search=${username}`)
      await logged(username, 1)
      const text = readFileSync(ACCESS_LOG, 'utf8')
      assert.notInclude(text, PASSWORD)
      assert.notInclude(text, visitor.cookie('bincard-session') ?? 'undefined')
    })
  })
}
