import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { eventually, fetchInTime } from '#tests/helpers/patience'
import { Production } from '#tests/helpers/production'
import { Program } from '#tests/helpers/program'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'

/** What a page does that wants to know when the dashboard changes. */
async function listen(base: string, visitor: Visitor) {
  const uid = `tests-${Date.now()}`
  const leaving = new AbortController()
  const events = await fetch(`${base}/__transmit/events?uid=${uid}`, {
    signal: leaving.signal,
    headers: { cookie: visitor.cookies, accept: 'text/event-stream' },
  })
  const process = events.headers.getSetCookie().map((line) => line.split(';')[0])
  const subscription = await fetchInTime(`${base}/__transmit/subscribe`, {
    method: 'POST',
    body: JSON.stringify({ uid, channel: 'dashboard' }),
    headers: {
      'content-type': 'application/json',
      'cookie': [visitor.cookies, ...process].join('; '),
      'x-xsrf-token': decodeURIComponent(visitor.cookie('XSRF-TOKEN') ?? ''),
      'referer': `${base}/`,
    },
  })
  return { status: subscription.status, heard: collect(events), leave: () => leaving.abort() }
}

function collect(events: Response) {
  const heard = { text: '' }
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const piece of events.body ?? []) heard.text += decoder.decode(piece)
  }
  read().catch(() => undefined)
  return heard
}

if (process.env.DB_CONNECTION === 'mysql' && process.env.VALKEY_HOST) {
  test.group('Two web processes and a worker behind Caddy', (group) => {
    let production: Production
    let visitor: Visitor
    let program: Program

    group.setup(async () => {
      production = await Production.start(PASSWORD)
      visitor = new Visitor(production.base)
      await visitor.signIn('admin', PASSWORD)
      program = await Program.signIn(production.base, PASSWORD)
    })
    group.teardown(() => production?.end())

    test('serve pages over HTTPS, and scripts and styles small and for good', async ({
      assert,
    }) => {
      const page = await visitor.get('/')
      const [script] = /\/assets\/[^"]+\.js/.exec(page.text) ?? []
      const asset = await fetchInTime(`${production.base}${script}`, {
        headers: { 'accept-encoding': 'gzip' },
      })
      const cookie = (await fetchInTime(`${production.base}/sign-in`)).headers.getSetCookie().join()

      assert.equal(page.status, 200)
      assert.equal(page.headers.get('strict-transport-security'), 'max-age=31536000')
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(page.headers.get('referrer-policy'), 'same-origin')
      assert.include(cookie, 'Secure')
      assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      assert.equal(asset.headers.get('content-encoding'), 'gzip')
    })

    test('tell a page of one process what was sold on the other', async ({ assert, cleanup }) => {
      const part = await program.post('/api/parts/', { name: 'Lamp', quantity: 5 })
      const sale = { part: part.json.pk, type: 'OUT', quantity: 2, unit_price: 9 }
      const { status, heard, leave } = await listen(production.base, visitor)
      cleanup(leave)
      assert.equal(status, 204)
      heard.text = ''

      for (const web of production.webs) {
        const sold = await program.at(web.base).post('/api/transactions/', sale)
        assert.equal(sold.status, 201)
        await eventually(
          async () => heard.text,
          (text) => text.includes('dashboard')
        )
        heard.text = ''
      }
      const figures = await visitor.get('/dashboard/figures?range=today')
      assert.include(figures.text, '36')
    })

    test('know at once what was changed on the other: settings and tokens', async ({ assert }) => {
      await visitor.get('/admin/settings')
      await visitor.post('/admin/settings', { company_name: 'Lamps & Sons' })
      const begun = Date.now()
      for (const web of production.webs) {
        await eventually(
          async () => (await fetchInTime(`${web.base}/sign-in`)).text,
          (text) => text.includes('Lamps &amp; Sons')
        )
      }
      const [one, other] = production.webs.map((web) => program.at(web.base))
      const mine = await one.get('/api/user/tokens/')
      assert.equal((await other.get('/api/user/me/')).status, 200)
      await one.send('DELETE', `/api/user/tokens/${(mine.json.results ?? mine.json)[0].id}/`)
      await eventually(
        () => other.get('/api/user/me/'),
        ({ status }) => status === 401
      )
      assert.isBelow(Date.now() - begun, 5_000)
      program = await Program.signIn(production.base, PASSWORD)
    })

    test('count failures to sign in together', async ({ assert }) => {
      const bodies: string[] = []
      for (let attempt = 0; attempt < 12; attempt++) {
        const web = new Visitor(production.webs[attempt % 2].base)
        await web.signIn('nobody', 'a wrong password')
        bodies.push((await web.get('/sign-in')).text)
      }
      assert.notInclude(bodies[9], 'Too many failed attempts')
      assert.include(bodies[10], 'Too many failed attempts')
      assert.include(bodies[11], 'Too many failed attempts')
    })

    test('give each its figures to Prometheus, and none of them to visitors', async ({
      assert,
    }) => {
      for (const server of [...production.webs, production.worker]) {
        const figures = (await fetchInTime(`${server.base}/metrics`)).text
        assert.match(figures, /^bincard_workers_alive 1$/m)
        assert.match(figures, /^process_resident_memory_bytes \d+$/m)
      }
      for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics']) {
        const answer = await fetchInTime(production.base + path)
        assert.notEqual(answer.status, 200, path)
        assert.notInclude(answer.text, 'bincard_workers', path)
      }
    })

    test('go on when the worker is killed, and another takes its jobs over', async ({ assert }) => {
      const console = await visitor.get('/admin/jobs')
      assert.notInclude(console.text, 'No worker has')
      await production.worker.goAway()
      const run = { name: 'check_ledger', payload: {} }
      const asked = await program.post('/api/background-task/', run)
      assert.equal(asked.status, 201, JSON.stringify(asked.json))
      assert.equal((await visitor.get('/')).status, 200)

      await production.worker.comeBack()
      const done = await eventually(
        () => program.get(`/api/background-task/${asked.json.pk}/`),
        ({ json }) => json.status === 'done'
      )
      assert.equal(done.status, 200)
    })

    test('answer every request while one of them is killed', async ({ assert }) => {
      for (const web of production.webs) {
        await web.goAway()
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => program.get('/api/part/?limit=1'))
        )
        const pages = [await visitor.get('/'), await visitor.get('/items')]
        const seen = [...answers, ...pages].map(({ status }) => status)
        const said = production.webs.map((one) => `${one.base} said:\n${one.said}`).join('\n')
        assert.deepEqual([...new Set(seen)], [200], `answered ${seen}, 0 is no answer; ${said}`)
        await web.comeBack()
      }
      assert.include(readFileSync(production.accessLog, 'utf8'), '/api/part/')
    })
  })
}
