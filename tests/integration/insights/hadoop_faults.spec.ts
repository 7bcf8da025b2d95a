import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { analyseSales } from '#insights/actions/analyse_sales'
import { exportTransactions } from '#insights/actions/export_transactions'
import { ResourceManager } from '#insights/hadoop/resource_manager'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import type { Hdfs } from '#insights/hdfs/hdfs'
import { LAYOUT } from '#insights/hdfs/layout'
import { readManifest } from '#insights/hdfs/manifest'
import { RESULT_HEADER } from '#insights/mapreduce/format'
import {
  hadoopContext,
  hasHadoop,
  hdfsOf,
  readFile,
  startOwnHadoop,
  type OwnHadoop,
  type TestContext,
} from '#tests/helpers/hadoop'
import { OwnServer } from '#tests/helpers/own_server'
import { importRealSales, resultOfSql } from '#tests/helpers/real_sales'
import { PASSWORD, Visitor } from '#tests/helpers/visitor'

const TRIES = 6

/** Does what a job that is tried again does. */
async function stubbornly(
  environment: OwnHadoop['environment'],
  begun: (context: TestContext) => void
) {
  for (let attempt = 1; ; attempt++) {
    const context = hadoopContext(environment)
    begun(context)
    try {
      return await exportTransactions(context)
    } catch (error) {
      if (!(error instanceof HdfsFault) || attempt >= TRIES) throw error
      await sleep(1_000)
    }
  }
}

/** Reads the full file again and again; gives what it saw, by its hash. */
function watchFullFile(hdfs: Hdfs) {
  const seen = new Set<string>()
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      const text = await readFile(hdfs, LAYOUT.full).catch(() => null)
      if (text !== null) seen.add(createHash('sha256').update(text).digest('hex'))
      await sleep(20)
    }
  })()
  return {
    async end() {
      isOver = true
      await watching
      return seen
    },
  }
}

const SAMPLE =
  'item\ttotal\tprofit\nLaptop\t900.0\t180.0\nPrinter\t300.0\t60.0\nScanner\t700.0\t100.0\n'

/** The sample's sales, by the API. */
async function sellSample(base: string): Promise<void> {
  const send = async (path: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: token }) }
    const answer = await fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers })
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, string | number>
  }
  const { token } = await send('/api/token/', { username: 'admin', password: PASSWORD })
  for (const [name, cost, price, quantity] of [
    ['Laptop', 240, 300, 3],
    ['Printer', 240, 300, 1],
    ['Scanner', 300, 350, 2],
  ]) {
    const part = { name, description: name, quantity, purchase_price: cost, sale_price: price }
    const { pk } = await send('/api/parts/', part, `Token ${token}`)
    await send('/api/transactions/', { part: pk, type: 'OUT', quantity }, `Token ${token}`)
  }
}

const PATIENCE_MS = 180_000

async function until(ask: () => Promise<string>, isThere: (text: string) => boolean) {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const text = await ask()
    if (isThere(text)) return text
    if (Date.now() > end) throw new Error(`It did not come: ${text.slice(0, 2_000)}`)
    await sleep(500)
  }
}

async function renameAnItem(): Promise<void> {
  const { part_id: id } = await db
    .from('stock_postings')
    .where('kind', 'sale')
    .groupBy('part_id')
    .orderByRaw('COUNT(DISTINCT day) DESC')
    .select('part_id')
    .firstOrFail()
  const { name } = await db.from('parts').where('id', id).firstOrFail()
  await db
    .from('parts')
    .where('id', id)
    .update({ name: `${name}!` })
}

if (hasHadoop()) {
  test.group('Hadoop that fails', (group) => {
    let folder = ''
    let hadoop: OwnHadoop
    group.tap((one) => one.tags(['@sqlite']).timeout(600_000))
    group.setup(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bincard-hadoop-tests-'))
      hadoop = await startOwnHadoop(folder)
      await importRealSales()
      await exportTransactions(hadoopContext(hadoop.environment))
    })
    group.teardown(async () => {
      await hadoop.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test('in mid-export is waited for, and no reader sees half a file: {$self}')
      .with(['dataNode', 'nameNode'] as const)
      .run(async ({ assert }, name) => {
        const hdfs = hdfsOf(hadoop.environment)
        const before = await readManifest(hdfs)
        await renameAnItem()
        const reader = watchFullFile(hdfs.impatient(5_000))
        let killed: Promise<void> | undefined
        const kill = async () => {
          await hadoop[name].kill()
          await sleep(1_500)
          await hadoop[name].start()
        }

        const outcome = await stubbornly(hadoop.environment, (context) => {
          context.progress = () => {
            killed ??= kill()
          }
        })
        await killed

        const seen = await reader.end()
        const after = await readManifest(hdfs)
        const full = await readFile(hdfs, LAYOUT.full)
        assert.isDefined(killed)
        assert.equal(outcome.rows, before?.full?.rows)
        assert.equal(createHash('sha256').update(full).digest('hex'), after?.full?.sha256)
        assert.notEqual(after?.full?.sha256, before?.full?.sha256)
        const whole = [before?.full?.sha256, after?.full?.sha256]
        assert.deepEqual(
          [...seen].filter((hash) => !whole.includes(hash)),
          []
        )
        const again = await exportTransactions(hadoopContext(hadoop.environment))
        assert.equal(again.writtenDays, 0)
      })

    test('or does not: on YARN the analysis is followed by its application, and ends it when cancelled', async ({
      assert,
    }) => {
      const environment = await hadoop.startYarn()
      const context = hadoopContext(environment)
      const states: string[] = []
      context.progress = (_percent, message) => states.push(message)

      const made = await analyseSales(context)

      assert.match(made.applicationId ?? '', /^application_\d+_\d+$/)
      assert.match(made.trackingUrl ?? '', /^http:/)
      assert.isTrue(context.lines.some((line) => line.startsWith('Follow it at http')))
      assert.isTrue(states.some((state) => state.includes('RUNNING')))
      const text = await readFile(context.hdfs, LAYOUT.result)
      assert.deepEqual(text.split('\n').slice(0, -1), [RESULT_HEADER, ...(await resultOfSql())])

      const cancelled = hadoopContext(environment)
      const log = cancelled.log
      cancelled.log = (line) => {
        log(line)
        if (line.startsWith('Submitted as')) cancelled.abort.abort(new Error('cancelled'))
      }
      await assert.rejects(() => analyseSales(cancelled), 'cancelled')

      const manager = new ResourceManager(cancelled.hadoop)
      const [application] = await manager.findApplications(
        `Bincard sales analysis, run ${cancelled.runId},`
      )
      assert.isTrue(cancelled.lines.some((line) => line.endsWith('was killed')))
      assert.notEqual(application.id, made.applicationId)
      assert.notEqual(application.finalStatus, 'SUCCEEDED')
    })

    test('is told on the page, beside the last result; run now makes the sample’s to the letter', async ({
      assert,
    }) => {
      const server = await OwnServer.start({
        ...(hadoop.environment as Record<string, string>),
        ANALYSIS_ENGINE: 'hadoop',
        YARN_URL: '',
        ADMIN_USERNAME: 'admin',
        ADMIN_PASSWORD: PASSWORD,
      })
      try {
        await sellSample(server.base)
        const visitor = new Visitor(server.base)
        await visitor.signIn('admin', PASSWORD)
        const page = () => visitor.get('/insights/sales').then(({ text }) => text)
        await page()
        assert.equal((await visitor.post('/insights/sales', {})).status, 302)

        const done = await until(page, (text) => text.includes('>Scanner</a>'))

        assert.equal(await readFile(hdfsOf(hadoop.environment), LAYOUT.result), SAMPLE)
        assert.include(done, 'by MapReduce on Hadoop')
        await hadoop.nameNode.stop()
        const lost = await until(page, (text) => text.includes('HDFS cannot be reached'))
        assert.include(lost, '>Scanner</a>')
        assert.include(lost, 'This is the last result')
        const dashboard = await visitor.get('/')
        assert.equal(dashboard.status, 200)
        assert.include(dashboard.text, 'HDFS cannot be reached')
      } finally {
        await server.end()
      }
    })
  })
}
