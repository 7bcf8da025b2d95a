import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { beginImport, shownCount, untilOver, untilSomeAreDone } from '#tests/helpers/import_run'
import { JobConsole } from '#tests/helpers/job_console'
import { eventually, fetchInTime } from '#tests/helpers/patience'
import { Production } from '#tests/helpers/production'
import { Program } from '#tests/helpers/program'
import { PROGRAMS } from '#tests/helpers/programs'
import { answersAfterASecond, revokeToken } from '#tests/helpers/revoked'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'
const CLIENTS = 64
const SELLERS = 8
const IMPORTED = 1_500
/** Twenty seconds after its last sign of life a worker counts as gone. */
const GONE_WITHIN_MS = 30_000
/** What people may be told while the database is away; anything else above 500 is a fault of ours. */
const OUTAGE = [0, 502, 503, 504]

interface Service {
  environment: Record<string, string>
  stop(): Promise<void>
  kill(): Promise<void>
  startAgain(): Promise<void>
}

/** What the database has, by a connection of its own. */
async function rowsOf({ environment }: Service, sql: string): Promise<RowDataPacket[]> {
  const connection = await createConnection({
    host: environment.DB_HOST,
    port: Number(environment.DB_PORT),
    user: environment.DB_USER,
    password: environment.DB_PASSWORD,
    database: environment.DB_DATABASE,
  })
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql)
    return rows
  } finally {
    await connection.end()
  }
}

/** Runs a command of Bincard on the database of the test; gives what it said when it found a fault. */
function complaintsOf(command: string, settings: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['ace.js', command], {
    cwd: PROGRAMS,
    env: { ...process.env, NODE_ENV: 'production', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece))
  return new Promise((resolve) => child.once('close', (code) => resolve(code === 0 ? '' : text)))
}

/** Sells one at a time, as fast as it is answered, until it is told to stop. */
class Sellers {
  /** Ids of the sales that they were told of. */
  readonly sales: number[] = []
  readonly refused: unknown[] = []
  readonly statuses = new Map<number, number>()
  #isOpen = true
  #ended: Promise<unknown>

  constructor(program: Program, part: number) {
    const sell = async () => {
      while (this.#isOpen) {
        const body = { part, type: 'OUT', quantity: 1, unit_price: 3 }
        const heard = (status: number) =>
          this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
        const answer = await program.postSurely('/api/transactions/', body, { heard })
        if (answer.status === 201) this.sales.push(answer.json.id)
        else this.refused.push(answer)
      }
    }
    this.#ended = Promise.all(Array.from({ length: SELLERS }, sell))
  }

  /** Until some more were sold from now on. */
  goOn(count = 16): Promise<number> {
    const before = this.sales.length
    return eventually(
      () => this.sales.length - before,
      (more) => more >= count,
      60_000
    )
  }

  async stop(): Promise<void> {
    this.#isOpen = false
    await this.#ended
  }
}

if (process.env.DB_CONNECTION === 'mysql' && process.env.VALKEY_HOST) {
  test.group('Two web processes and two workers, each part of which fails in turn', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-faults-'))
    let mariadb: Service
    let valkey: Service
    let production: Production
    let program: Program
    let visitor: Visitor
    let jobs: JobConsole

    group.setup(async () => {
      const { startServices } = await import(app.makePath('bin/services/index.js'))
      const started = await startServices(['mariadb', 'valkey'], folder)
      mariadb = started.get('mariadb').service
      valkey = started.get('valkey').service
      const services = { ...mariadb.environment, ...valkey.environment }
      production = await Production.start(PASSWORD, { workers: 2, services })
      program = await Program.signIn(production.base, PASSWORD)
      visitor = new Visitor(production.base)
      await visitor.signIn('admin', PASSWORD)
      jobs = new JobConsole(program, visitor, (sql) => rowsOf(mariadb, sql))
    })
    group.teardown(async () => {
      await production?.end()
      await Promise.all([mariadb?.stop(), valkey?.stop()])
      rmSync(folder, { recursive: true, force: true })
    })

    const makePart = async (name: string, quantity: number): Promise<number> => {
      const { status, json } = await program.post('/api/parts/', { name, quantity })
      if (status !== 201) throw new Error(JSON.stringify(json))
      return json.pk
    }
    const inStock = async (part: number): Promise<number> =>
      Number((await program.get(`/api/part/${part}/`)).json.in_stock)
    const verify = async () => {
      const settings = { ...mariadb.environment, ...valkey.environment }
      return [
        await complaintsOf('stock:verify', settings),
        await complaintsOf('projections:verify', settings),
      ].join('')
    }
    const healthOf = async (base: string) => {
      const { text } = await fetchInTime(`${base}/health/ready`)
      return JSON.parse(text)
    }

    test('sell exactly the 30 that are left to 50 of 64 clients, and keep the laws', async ({
      assert,
    }) => {
      const scarce = await makePart('Scarce', 30)
      const plenty = await makePart('Plenty', 100)
      let inPlenty = 100
      const buyer = () =>
        program.postSurely('/api/transactions/', { part: scarce, type: 'OUT', quantity: 1 })
      const trader = async (number: number) => {
        for (let step = 0; step < 6; step++) {
          const type = (number + step) % 3 === 0 ? 'IN' : 'OUT'
          const quantity = 1 + ((number + step) % 4)
          const body = { part: plenty, type, quantity, unit_price: 2 }
          const { status, json } = await program.postSurely('/api/transactions/', body)
          const signed = type === 'IN' ? quantity : -quantity
          assert.include([201, 400], status)
          if (status !== 201) continue
          inPlenty += signed
          if (step % 3 !== 0) continue
          const path = `/api/transactions/${json.id}/reversals/`
          const reversal = await program.postSurely(path, { reason: 'test' })
          assert.include([201, 400], reversal.status)
          if (reversal.status === 201) inPlenty -= signed
        }
      }
      const traders = Array.from({ length: CLIENTS - 50 }, (_, number) => trader(number))
      const bought = await Promise.all(Array.from({ length: 50 }, buyer))
      await Promise.all(traders)

      assert.lengthOf(
        bought.filter(({ status }) => status === 201),
        30
      )
      assert.isTrue(bought.every(({ status }) => status === 201 || status === 400))
      assert.equal(await inStock(scarce), 0)
      assert.equal(await inStock(plenty), inPlenty)
      assert.equal(await verify(), '')
    })

    test('lose and double nothing when workers, pages, Valkey and MariaDB are killed under load', async ({
      assert,
    }) => {
      const part = await makePart('Sold under fire', 100_000)
      const begin = (kind: string, content: string) =>
        beginImport(production.base, visitor, { kind, content })
      const items = await begin('items', 'Name,SKU\nCounted,K1\n')
      await untilOver(visitor, items)
      await visitor.post(`${items}/start`, {}, { from: items })
      await untilOver(visitor, items)
      const lines = Array.from({ length: IMPORTED }, (_, index) => `K1,1,${index}`)
      const counted = await begin('transactions', `SKU,Quantity,Note\n${lines.join('\n')}\n`)
      await untilOver(visitor, counted)
      const sellers = new Sellers(program, part)

      // A worker in mid-job, as the console names it; the other takes its run over when its lease has ended.
      await visitor.post(`${counted}/start`, {}, { from: counted })
      await untilSomeAreDone(visitor, counted)
      await jobs.tellsTheTruth()
      const [killed, left] = production.workers
      await killed.goAway()
      await sellers.goOn()
      await jobs.showsAlive([left.pid], GONE_WITHIN_MS)
      await jobs.tellsTheTruth()

      // A web process in mid-request.
      await production.webs[0].goAway()
      await sellers.goOn()
      await production.webs[0].comeBack()

      // Valkey: pages and sales go on, what is to be done waits, a token that is revoked is refused.
      await valkey.kill()
      for (const { base } of production.webs) {
        await eventually(
          () => healthOf(base),
          ({ status, valkey: state }) => status === 'degraded' && state.reachable === false
        )
      }
      const asked = await program.postSurely('/api/background-task/', {
        name: 'check_ledger',
        payload: {},
      })
      assert.equal(asked.status, 201)
      const [one, other] = production.webs
      const revoked = await Program.signIn(one.base, PASSWORD, 'revoked')
      assert.equal((await revoked.at(other.base).get('/api/user/me/')).status, 200)
      await revokeToken(program.at(one.base), 'revoked')
      assert.deepEqual(await answersAfterASecond(revoked.at(other.base)), [401])
      assert.equal((await visitor.get('/admin/jobs')).status, 200)
      assert.equal((await visitor.get('/')).status, 200)
      await sellers.goOn()
      await valkey.startAgain()
      for (const { base } of production.webs) {
        await eventually(
          () => healthOf(base),
          ({ status }) => status === 'ok'
        )
      }

      // MariaDB: killed, and then stopped as for an upgrade.
      await mariadb.kill()
      await mariadb.startAgain()
      await sellers.goOn()
      await mariadb.stop()
      await mariadb.startAgain()
      await sellers.goOn()

      await jobs.tellsTheTruth()
      await killed.comeBack()
      await jobs.showsAlive([killed.pid, left.pid])
      await sellers.stop()
      const result = await untilOver(visitor, counted)
      await eventually(
        () => program.get(`/api/background-task/${asked.json.pk}/`),
        ({ json }) => json?.status === 'done',
        90_000
      )
      const idle = await eventually(
        () => program.get('/api/background-task/'),
        ({ json }) => json?.pending_tasks === 0,
        90_000
      )
      assert.deepEqual(sellers.refused, [])
      const unexpected = [...sellers.statuses.keys()].filter(
        (status) => status !== 201 && !OUTAGE.includes(status)
      )
      assert.deepEqual(unexpected, [], production.webs.map(({ said }) => said).join('\n'))
      await jobs.tellsTheTruth()
      assert.equal(idle.json.failed_tasks, 0)
      assert.equal(shownCount(result.text, 'done'), IMPORTED)
      assert.equal(shownCount(result.text, 'bad'), 0)
      const rows = await rowsOf(
        mariadb,
        `SELECT id FROM stock_postings WHERE part_id = ${part} AND kind = 'sale'`
      )
      const kept = new Set(rows.map((row) => Number(row.id)))
      const told = new Set(sellers.sales)
      assert.deepEqual([...told.difference(kept)], [], 'sold, and lost')
      assert.deepEqual([...kept.difference(told)], [], 'booked, and nobody was told')
      assert.lengthOf(sellers.sales, told.size)
      assert.equal(await inStock(part), 100_000 - told.size)
      assert.equal(await verify(), '')
    }).timeout(300_000)
  })
}
