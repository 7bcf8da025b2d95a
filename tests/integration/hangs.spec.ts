import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { eventually, fetchInTime } from '#tests/helpers/patience'
import type { OwnServer } from '#tests/helpers/own_server'
import { Production } from '#tests/helpers/production'
import { Program } from '#tests/helpers/program'
import { answersAfterASecond, revokeToken } from '#tests/helpers/revoked'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'
/** Nobody waits so long for what is away; without a limit of ours it would be for ever. */
const BOUND_MS = 45_000
/** A process ends within this when it is asked to. */
const STOPS_WITHIN_MS = 12_000
const NAMES = ['mariadb', 'valkey', 'kafka'] as const

/** A service that can be there and say nothing: its connections stay open, and take what is sent. */
interface Service {
  environment: Record<string, string>
  stop(): Promise<void>
  hang(): void
  goOn(): void
}

/** What it took until there was an answer, whatever came of it. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number }> {
  const begun = performance.now()
  const result = await work()
  return { result, tookMs: performance.now() - begun }
}

async function healthOf({ base }: OwnServer) {
  const { status, text } = await fetchInTime(`${base}/health/ready`, {}, BOUND_MS)
  return { code: status, ...(text.startsWith('{') ? JSON.parse(text) : {}) }
}

if (process.env.DB_CONNECTION === 'mysql' && process.env.VALKEY_HOST && process.env.KAFKA_BROKERS) {
  test.group('Two web processes and a worker, whose services hang', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-hangs-'))
    let services: Service[] = []
    let production: Production
    let program: Program
    let part: number

    group.each.timeout(300_000)
    group.setup(async () => {
      const { startServices } = await import(app.makePath('bin/services/index.js'))
      const started = await startServices([...NAMES], folder)
      services = NAMES.map((name) => {
        const { service, error } = started.get(name)
        if (error) throw error
        return service
      })
      production = await Production.start(PASSWORD, {
        services: {
          ...Object.assign({}, ...services.map(({ environment }) => environment)),
          EVENT_LOG: 'kafka',
          KAFKA_PREFIX: `hangs-${randomUUID()}`,
        },
      })
      program = await Program.signIn(production.base, PASSWORD)
      const made = await program.post('/api/parts/', { name: 'Lamp', quantity: 1_000 })
      part = made.json.pk
    })
    group.teardown(async () => {
      for (const service of services) service.goOn()
      await production?.end()
      await Promise.all(services.map((service) => service.stop()))
      rmSync(folder, { recursive: true, force: true })
    })

    const all = () => [...production.webs, production.worker]
    const sale = () => ({ part, type: 'OUT', quantity: 1, unit_price: 3 })
    const sell = (base: string) => program.at(base).post('/api/transactions/', sale())
    const inStock = async () => Number((await program.get(`/api/part/${part}/`)).json.in_stock)
    const untilWell = async () => {
      for (const server of all()) {
        await eventually(
          () => healthOf(server),
          ({ status, events }) => status === 'ok' && events.unpublished === 0,
          120_000
        )
      }
    }

    test('go on while Valkey and Kafka say nothing, and do what waited when they answer', async ({
      assert,
    }) => {
      const [, valkey, kafka] = services
      const [one, other] = production.webs
      await untilWell()
      const before = await inStock()
      kafka.hang()
      valkey.hang()

      // At once, before anybody can know.
      const visitor = new Visitor(one.base)
      const firsts = [
        await timed(() => sell(one.base)),
        await timed(() => visitor.signIn('admin', PASSWORD)),
        await timed(() => visitor.get('/')),
        await timed(() => visitor.get('/admin/jobs')),
      ]
      assert.deepEqual(
        firsts.map(({ result }) => result.status),
        [201, 302, 200, 200]
      )
      for (const { tookMs } of firsts) assert.isBelow(tookMs, BOUND_MS)
      for (const server of all()) {
        await eventually(
          () => healthOf(server),
          ({ status, valkey: state }) => status === 'degraded' && state.reachable === false
        )
      }

      const run = { name: 'check_ledger', payload: {} }
      const asked = await program.at(one.base).post('/api/background-task/', run)
      assert.equal(asked.status, 201)
      const revoked = await Program.signIn(one.base, PASSWORD, 'revoked')
      assert.equal((await revoked.at(other.base).get('/api/user/me/')).status, 200)
      await revokeToken(program.at(one.base), 'revoked')
      assert.deepEqual(await answersAfterASecond(revoked.at(other.base)), [401])
      assert.equal((await sell(other.base)).status, 201)

      // A service manager may ask for an end, and for a start, meanwhile.
      const ended = await Promise.all([other.stopGently(), production.worker.stopGently()])
      for (const { code, tookMs } of ended) {
        assert.equal(code, 0)
        assert.isBelow(tookMs, STOPS_WITHIN_MS)
      }
      await Promise.all([other.comeBack(), production.worker.comeBack()])
      assert.equal((await sell(other.base)).status, 201)
      const stuck = await eventually(
        () => healthOf(one),
        ({ events }) => events.stuck
      )
      assert.equal(stuck.status, 'degraded')
      assert.isAbove(stuck.events.unpublished, 0)
      const waiting = await program.at(one.base).get(`/api/background-task/${asked.json.pk}/`)
      assert.equal(waiting.json.status, 'waiting')

      valkey.goOn()
      kafka.goOn()
      await eventually(
        () => program.get(`/api/background-task/${asked.json.pk}/`),
        ({ json }) => json?.status === 'done',
        90_000
      )
      await untilWell()
      assert.equal(await inStock(), before - 3)
    })

    test('say in time that the database says nothing, and lose and double nothing', async ({
      assert,
    }) => {
      const [mariadb] = services
      const [one, other] = production.webs
      const visitor = new Visitor(one.base)
      await visitor.signIn('admin', PASSWORD)
      const before = await inStock()
      mariadb.hang()

      const key = randomUUID()
      const post = () =>
        program.at(one.base).send('POST', '/api/transactions/', { body: sale(), key })
      const ask = () => Promise.all([timed(post), timed(() => visitor.get('/items'))])
      // What comes first waits for an answer of the server; what comes later, for a connection.
      const firsts = ask()
      for (const server of all()) {
        await eventually(
          () => healthOf(server),
          ({ code }) => code === 503
        )
        assert.equal((await fetchInTime(`${server.base}/health/live`)).status, 200)
      }
      const [asked, askedLater, ended] = await Promise.all([firsts, ask(), other.stopGently()])
      for (const [posted, page] of [asked, askedLater]) {
        assert.deepEqual([posted.result.status, page.result.status], [503, 503])
        assert.match(posted.result.json.detail, /database/)
        assert.isNotNull(page.result.headers.get('retry-after'))
        for (const { tookMs } of [posted, page]) assert.isBelow(tookMs, BOUND_MS)
      }
      assert.isBelow(ended.tookMs, STOPS_WITHIN_MS)

      mariadb.goOn()
      await other.comeBack()
      await untilWell()
      assert.equal((await program.postSurely('/api/transactions/', sale())).status, 201)
      assert.equal((await post()).status, 201)
      assert.equal((await visitor.get('/items')).status, 200)
      assert.equal(await inStock(), before - 2)
      const run = await program.post('/api/background-task/', { name: 'check_ledger', payload: {} })
      const done = await eventually(
        () => program.get(`/api/background-task/${run.json.pk}/`),
        ({ json }) => ['done', 'dead'].includes(json?.status),
        90_000
      )
      assert.equal(done.json.status, 'done')
    })
  })
}
