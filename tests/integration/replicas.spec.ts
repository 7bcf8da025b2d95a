import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { askDuckdb } from '#tests/helpers/bi_export'
import { OwnServer } from '#tests/helpers/own_server'
import { eventually } from '#tests/helpers/patience'
import { Program } from '#tests/helpers/program'
import { forget, ReplicatedMariadb, timesAsked } from '#tests/helpers/replicated'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'
const MANY = 5_100
/** What only the reading of items for a file asks. */
const READ_OF_ITEMS = '%from `parts` left join `part_categories`%'
const READ_OF_LEDGER = '%AS newest FROM stock_postings%'
/** What an export for BI tools asks first of the movements themselves. */
const READ_OF_MOVEMENTS = '%JOIN stock_movements m ON%'

function doctor(settings: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ['ace.js', 'db:doctor'], {
    env: { ...process.env, NODE_ENV: 'production', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })))
}

if (process.env.DB_CONNECTION === 'mysql') {
  test.group('A read replica', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-replica-files-'))
    let databases: ReplicatedMariadb
    let server: OwnServer
    let visitor: Visitor
    let program: Program
    let settings: Record<string, string>

    group.setup(async () => {
      databases = await ReplicatedMariadb.start()
      settings = { ...databases.environment, DB_REPLICA_MAX_LAG_SECONDS: '5' }
      server = await OwnServer.start({
        ...settings,
        DATA_DIR: folder,
        ROLE: 'all',
        ADMIN_USERNAME: 'admin',
        ADMIN_PASSWORD: PASSWORD,
      })
      visitor = new Visitor(server.base)
      await visitor.signIn('admin', PASSWORD)
      program = await Program.signIn(server.base, PASSWORD)
      await program.post('/api/parts/', { name: 'Lamp', quantity: 5 })
      await databases.primary.ask(
        `USE bincard;
         CREATE TEMPORARY TABLE many AS SELECT parts.*, seq FROM parts JOIN seq_1_to_${MANY};
         UPDATE many SET id = 1000 + seq, name = CONCAT('Lamp ', seq), identity_hash = SHA2(seq, 256);
         ALTER TABLE many DROP COLUMN seq;
         INSERT INTO parts SELECT * FROM many`
      )
    })
    group.teardown(async () => {
      await server?.end()
      await databases?.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    group.each.setup(async () => {
      await forget(databases.primary)
    })

    const exportItems = async (): Promise<string> => {
      const { headers } = await visitor.get('/items/export.csv?status=all')
      const page = headers.get('location') ?? ''
      const file = await eventually(
        () => visitor.get(`${page}/file`),
        ({ status }) => status === 200
      )
      return file.text
    }
    const exportForBi = async (): Promise<string> => {
      const { json } = await program.post('/api/background-task/', {
        name: 'export_bi',
        payload: {},
      })
      const run = await eventually(
        () => program.get(`/api/background-task/${json.pk}/`),
        (answer) => ['done', 'dead'].includes(answer.json?.status)
      )
      return run.json.status
    }

    test('gives the rows of long exports, with all that was booked before', async ({ assert }) => {
      const made = await program.post('/api/parts/', { name: 'The newest lamp', quantity: 1 })
      const [text, forBi] = await Promise.all([exportItems(), exportForBi()])
      const found = await doctor(settings)

      assert.equal(made.status, 201)
      assert.equal(forBi, 'done')
      assert.include(text, 'The newest lamp')
      assert.isAbove(text.split('\n').length, MANY)
      assert.isAbove(await timesAsked(databases.replica, READ_OF_ITEMS), 0)
      assert.isAbove(await timesAsked(databases.replica, READ_OF_LEDGER), 0)
      assert.equal(await timesAsked(databases.primary, READ_OF_ITEMS), 0)
      assert.equal(await timesAsked(databases.primary, READ_OF_LEDGER), 0)
      assert.equal(found.code, 0, found.text)
      assert.match(found.text, /Replica 127\.0\.0\.1:\d+: has all after \d+ ms/)
      assert.include(found.text, 'read only')
    })

    test('is passed over while it is behind', async ({ assert, cleanup }) => {
      await databases.replica.ask('STOP SLAVE SQL_THREAD')
      cleanup(async () => void (await databases.replica.ask('START SLAVE')))
      await forget(databases.replica)
      await program.post('/api/parts/', { name: 'Unknown to the replica', quantity: 1 })
      const [text, found] = await Promise.all([exportItems(), doctor(settings)])

      assert.include(text, 'Unknown to the replica')
      assert.equal(await timesAsked(databases.replica, READ_OF_ITEMS), 0)
      assert.isAbove(await timesAsked(databases.primary, READ_OF_ITEMS), 0)
      assert.equal(found.code, 1)
      assert.include(found.text, 'more than 5 s behind')
    })

    test('that goes away in the middle of an export leaves it to the primary', async ({
      assert,
    }) => {
      const { primary, replica } = databases
      await forget(replica)
      await eventually(exportItems, async () => (await timesAsked(replica, READ_OF_ITEMS)) > 0)
      await Promise.all([forget(primary), forget(replica)])
      // Whoever reads items there waits, until the server is gone.
      replica.ask('USE bincard; LOCK TABLES parts WRITE; DO SLEEP(120)').catch(() => undefined)
      await eventually(
        () => timesAsked(replica, 'DO SLEEP%'),
        (times) => times > 0
      )
      const exported = exportItems()
      await eventually(
        () => timesAsked(replica, 'select `parts`%'),
        (times) => times > 0
      )
      await replica.kill()
      const [text, found] = await Promise.all([exported, doctor(settings)])

      assert.include(text, 'Unknown to the replica')
      assert.isAbove(text.split('\n').length, MANY)
      assert.isAbove(await timesAsked(primary, READ_OF_ITEMS), 0)
      assert.equal(found.code, 1)
      assert.match(found.text, /Replica 127\.0\.0\.1:\d+: Nothing answers at/)
    })

    test('that goes away while sales go on leaves an export of one moment, with each movement once', async ({
      assert,
    }) => {
      const { primary, replica } = databases
      await replica.startAgain()
      const { json } = await program.post('/api/parts/', {
        name: 'Sold meanwhile',
        quantity: 9_000,
      })
      const sold: number[] = []
      const sell = async () => {
        const sale = { part: json.pk, type: 'OUT', quantity: 1, unit_price: 2 }
        const answer = await program.post('/api/transactions/', sale)
        if (answer.status === 201) sold.push(answer.json.id)
      }
      await eventually(
        async () => {
          await forget(replica)
          await exportForBi()
          return timesAsked(replica, READ_OF_LEDGER)
        },
        (times) => times > 0
      )
      await sell()
      const newest = 'SELECT MAX(id) FROM bincard.stock_movements'
      const { stdout: wanted } = await primary.ask(newest)
      await eventually(
        async () => (await replica.ask(newest)).stdout,
        (seen) => seen === wanted
      )
      await forget(replica)
      replica
        .ask('USE bincard; LOCK TABLES stock_movements WRITE; DO SLEEP(120)')
        .catch(() => undefined)
      await eventually(
        () => timesAsked(replica, 'DO SLEEP%'),
        (times) => times > 0
      )
      const exporting = exportForBi()
      await eventually(
        () => timesAsked(replica, READ_OF_MOVEMENTS),
        (times) => times > 0
      )

      let isOpen = true
      const sellers = Array.from({ length: 3 }, async () => {
        while (isOpen) await sell()
      })
      await eventually(
        () => sold.length,
        (count) => count > 10
      )
      const before = [...sold]
      await replica.kill()
      const outcome = await exporting
      isOpen = false
      await Promise.all(sellers)

      assert.equal(outcome, 'done')
      const [[rows, movements]] = await askDuckdb(
        'SELECT COUNT(*), COUNT(DISTINCT movement_id) FROM {fact_movement}',
        folder
      )
      const [sums] = await askDuckdb(
        `SELECT (SELECT SUM(quantity) FROM {fact_movement}), (SELECT SUM(quantity_change) FROM {fact_stock_daily}),
                (SELECT SUM(value) FROM {fact_movement}), (SELECT SUM(value_change) FROM {fact_stock_daily})`,
        folder
      )
      const ids = await askDuckdb('SELECT DISTINCT posting_id FROM {fact_movement}', folder)
      const exported = new Set(ids.map(([id]) => Number(id)))
      assert.equal(rows, movements)
      assert.deepEqual([sums[0], sums[2]], [sums[1], sums[3]])
      assert.deepEqual(
        before.filter((id) => !exported.has(id)),
        [],
        'sold before the replica went away, and not in the file'
      )
    })
  })
}
