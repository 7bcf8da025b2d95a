import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { beginImport, shownCount, untilOver, untilSomeAreDone } from '#tests/helpers/import_run'
import { JobConsole } from '#tests/helpers/job_console'
import { OwnServer } from '#tests/helpers/own_server'
import { eventually } from '#tests/helpers/patience'
import { Program } from '#tests/helpers/program'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'
/** Enough to be in the middle of it for a while, on either database. */
const ROWS = process.env.DB_CONNECTION === 'mysql' ? 1_500 : 3_000
/** A process ends within this when it is asked to. */
const STOPS_WITHIN_MS = 10_000
const SETTINGS = {
  QUEUE_DRIVER: 'database',
  CACHE_STORE: 'memory',
  ADMIN_USERNAME: 'admin',
  ADMIN_PASSWORD: PASSWORD,
}
const isMysql = process.env.DB_CONNECTION === 'mysql'

/** One who works with the server: makes items, lets their movements be imported. */
class Shop {
  private constructor(
    readonly base: string,
    readonly visitor: Visitor,
    readonly program: Program
  ) {}

  static async open(base: string): Promise<Shop> {
    const visitor = new Visitor(base)
    await visitor.signIn('admin', PASSWORD)
    return new Shop(base, visitor, await Program.signIn(base, PASSWORD))
  }

  /** A file of movements that has been checked; its import can begin. */
  async checkedMovements(sku: string): Promise<string> {
    const items = await this.#import('items', `Name,SKU\nCounted ${sku},${sku}\n`)
    await this.start(items)
    await untilOver(this.visitor, items)
    const lines = Array.from({ length: ROWS }, (_, index) => `${sku},1,${index}`)
    return this.#import('transactions', `SKU,Quantity,Note\n${lines.join('\n')}\n`)
  }

  start(address: string) {
    return this.visitor.post(`${address}/start`, {}, { from: address })
  }

  /** How many rows were booked, and how much lies there: each row once. */
  async outcome(address: string, sku: string) {
    const { text } = await untilOver(this.visitor, address)
    const { json } = await this.program.get(`/api/part/?IPN=${sku}`)
    const [part] = json.results ?? json
    return [shownCount(text, 'done'), shownCount(text, 'bad'), Number(part.in_stock)]
  }

  async #import(kind: string, content: string): Promise<string> {
    const address = await beginImport(this.base, this.visitor, { kind, content })
    await untilOver(this.visitor, address)
    return address
  }
}

if (isMysql) {
  const DATABASE = 'bincard_workers'

  test.group('Worker processes without a queue server', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-workers-'))
    let web: OwnServer
    let workers: OwnServer[]
    let shop: Shop
    let jobs: JobConsole

    group.setup(async () => {
      await db.rawQuery(`DROP DATABASE IF EXISTS ${DATABASE}`)
      await db.rawQuery(`CREATE DATABASE ${DATABASE}`)
      const start = (role: string) =>
        OwnServer.start({ ...SETTINGS, DB_DATABASE: DATABASE, DATA_DIR: folder, ROLE: role })
      ;[web, ...workers] = await Promise.all(['web', 'worker', 'worker'].map(start))
      shop = await Shop.open(web.base)
      jobs = new JobConsole(shop.program, shop.visitor, ask)
    })
    group.teardown(async () => {
      await Promise.all([web, ...(workers ?? [])].map((server) => server?.end()))
      await db.rawQuery(`DROP DATABASE IF EXISTS ${DATABASE}`)
      rmSync(folder, { recursive: true, force: true })
    })

    async function ask(sql: string): Promise<Record<string, unknown>[]> {
      const [rows] = await db.rawQuery(sql.replace('job_runs', `${DATABASE}.job_runs`))
      return rows
    }
    /** Whoever books waits until this is rolled back: the job is in its middle. */
    const holdBookings = async () => {
      const hold = await db.transaction()
      await hold.rawQuery(`SELECT id FROM ${DATABASE}.parts FOR UPDATE`)
      return hold
    }
    const runOf = async (name: string) => {
      const [run] = await eventually(
        () =>
          ask(`SELECT id, attempts, state FROM job_runs WHERE name = '${name}' ORDER BY id DESC`),
        ([newest]) => newest?.state === 'running'
      )
      return Number(run.id)
    }
    const split = (processId: number) => {
      const one = workers.find(({ pid }) => pid === processId)
      const other = workers.find(({ pid }) => pid !== processId)
      if (!one || !other) throw new Error(`No worker is the process ${processId}`)
      return { one, other }
    }

    test('lose and double nothing when one is killed in mid-job, and the console says so', async ({
      assert,
    }) => {
      const address = await shop.checkedMovements('K1')
      await jobs.showsAlive(workers.map(({ pid }) => pid))
      await shop.start(address)
      assert.isAbove(await untilSomeAreDone(shop.visitor, address), 0)
      const hold = await holdBookings()
      const id = await runOf('import.apply')
      const { one, other } = split(await jobs.workerAt(id))
      await jobs.tellsTheTruth()

      await one.goAway()
      await hold.rollback()
      const stopped = await other.stopGently()
      assert.equal(stopped.code, 0)
      assert.isBelow(stopped.tookMs, STOPS_WITHIN_MS)
      await jobs.showsAlive([])
      assert.include(await jobs.page(), 'No worker has been alive since')
      assert.isFalse((await shop.program.get('/api/background-task/')).json.is_running)
      await jobs.tellsTheTruth()

      await other.comeBack()
      assert.equal(await jobs.workerAt(id), other.pid)
      const run = await shop.program.get(`/api/background-task/${id}/`)
      assert.deepEqual([run.json.status, run.json.attempt_count], ['running', 2])
      await jobs.showsAlive([other.pid])
      assert.notInclude(await jobs.page(), 'No worker has been alive since')
      assert.deepEqual(await shop.outcome(address, 'K1'), [ROWS, 0, ROWS])
      await jobs.tellsTheTruth()
      await one.comeBack()
    })

    test('give a job back when they are asked to stop, and another goes on', async ({ assert }) => {
      const address = await shop.checkedMovements('K2')
      await jobs.showsAlive(workers.map(({ pid }) => pid))
      const hold = await holdBookings()
      await shop.start(address)
      const id = await runOf('import.apply')
      const { one, other } = split(await jobs.workerAt(id))
      const stopping = one.stopGently()
      await hold.rollback()
      const stopped = await stopping

      assert.equal(stopped.code, 0)
      assert.isBelow(stopped.tookMs, STOPS_WITHIN_MS)
      await jobs.showsAlive([other.pid])
      assert.deepEqual(await shop.outcome(address, 'K2'), [ROWS, 0, ROWS])
      const run = await eventually(
        () => shop.program.get(`/api/background-task/${id}/`),
        ({ json }) => json?.status === 'done'
      )
      assert.equal(run.json.attempt_count, 1)
    })
  })
} else {
  test.group('One process for everything', (group) => {
    let server: OwnServer
    let shop: Shop

    group.setup(async () => {
      server = await OwnServer.start({ ...SETTINGS, ROLE: 'all' })
      shop = await Shop.open(server.base)
    })
    group.teardown(() => server?.end())

    test('loses and doubles nothing when it is killed in mid-job, and when it is asked to stop', async ({
      assert,
    }) => {
      const ends = {
        K1: () => server.goAway(),
        K2: async () => {
          const { code, tookMs } = await server.stopGently()
          assert.equal(code, 0)
          assert.isBelow(tookMs, STOPS_WITHIN_MS)
        },
      }
      for (const [sku, end] of Object.entries(ends)) {
        const address = await shop.checkedMovements(sku)
        await shop.start(address)
        const done = await untilSomeAreDone(shop.visitor, address)
        await end()
        assert.isBelow(done, ROWS)
        await server.comeBack()
        assert.deepEqual(await shop.outcome(address, sku), [ROWS, 0, ROWS])
      }
    })
  })
}
