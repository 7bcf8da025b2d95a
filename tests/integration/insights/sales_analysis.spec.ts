import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { formatMoney, toScaled } from '#core/decimal'
import { drainProjections } from '#events/embedded_event_log'
import { analyseSales } from '#insights/actions/analyse_sales'
import { exportTransactions } from '#insights/actions/export_transactions'
import { reconcileSales } from '#insights/actions/reconcile_sales'
import { dayFile, LAYOUT } from '#insights/hdfs/layout'
import { readManifest } from '#insights/hdfs/manifest'
import { escapeField } from '#insights/mapreduce/fields'
import { listAlerts, listItemAlerts } from '#insights/queries/list_alerts'
import { HEADER, RESULT_HEADER } from '#insights/mapreduce/format'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { emptyHdfs, hadoopContext, hasHadoop, hdfsOf, readFile } from '#tests/helpers/hadoop'
import { importRealSales, REAL_LINES, resultOfSql } from '#tests/helpers/real_sales'
import { makeLocation, makePart } from '#tests/helpers/stock'

const QUANTITY = 100_000n
const MONEY = 1_000_000n
const NAMES = [
  'Tab\there',
  'Line\nbreak',
  '"Quoted", \'so\'',
  'Back\\nslash',
  'Мышь',
  '键盘',
  'فأرة',
]

interface Sale {
  price: bigint
  cost: bigint
  quantity?: bigint
  occurredAt?: string
}

async function sell(part: number, { price, cost, quantity = 1n, occurredAt }: Sale) {
  const common = { partId: part, locationId: await makeLocation(), actorId: null, occurredAt }
  const lot = { ...common, quantity: quantity * QUANTITY }
  await receiveStock({ ...lot, kind: 'receive', unitCost: cost * MONEY })
  return issueStock({ ...lot, kind: 'sale', unitPrice: price * MONEY })
}

async function resultLines(): Promise<string[]> {
  const text = await readFile(hdfsOf(), LAYOUT.result)
  const [header, ...lines] = text.split('\n').slice(0, -1)
  if (header !== RESULT_HEADER) throw new Error(`The result begins with "${header}"`)
  return lines
}

if (hasHadoop()) {
  test.group('Sales analysis on Hadoop', (group) => {
    const hdfs = hdfsOf()
    // One database is enough to prove what HDFS does.
    group.tap((one) => one.tags(['@sqlite']))
    group.setup(() => emptyHdfs(hdfs))
    group.teardown(async () => {
      await db.from('analysis_mismatches').delete()
      await emptyHdfs(hdfs)
    })

    test('gives what SQL gives, to the last digit, on real sales and on names of every kind', async ({
      assert,
    }) => {
      await importRealSales()
      for (const name of NAMES) await sell(await makePart({ name }), { price: 3n, cost: 2n })
      const twins = [await makePart({ name: 'Twin A' }), await makePart({ name: 'Twin B' })]
      await db.from('parts').whereIn('id', twins).update({ name: 'Twin' })
      for (const twin of twins) await sell(twin, { price: 7n, cost: 5n, quantity: BigInt(twin) })
      const laptop = await makePart({ name: 'Laptop' })
      await sell(laptop, { price: 600n, cost: 480n })
      await sell(laptop, { price: 300n, cost: 240n, occurredAt: '2024-02-29 10:00:00.000' })
      await sell(await makePart({ name: 'Printer' }), { price: 300n, cost: 240n })
      await sell(await makePart({ name: 'Scanner' }), { price: 350n, cost: 300n, quantity: 2n })
      const taken = await sell(await makePart({ name: 'Taken back' }), { price: 9n, cost: 1n })
      await reversePosting({ postingId: taken.id, reason: 'test', actorId: null })

      const exported = await exportTransactions(hadoopContext())
      const made = await analyseSales(hadoopContext())

      const lines = await resultLines()
      assert.deepEqual(lines, await resultOfSql())
      for (const line of ['Laptop\t900.0\t180.0', 'Printer\t300.0\t60.0', 'Scanner\t700.0\t100.0'])
        assert.include(lines, line)
      assert.lengthOf(
        lines.filter((line) => line.startsWith('Twin\t')),
        2
      )
      assert.notInclude(lines.join('\n'), 'Taken back')
      assert.equal(made.inputRows, exported.rows)
      assert.equal(exported.writtenRows, exported.rows)
      assert.isAbove(exported.rows, REAL_LINES)
      assert.deepEqual(await hdfs.list(LAYOUT.output), ['result.txt'])
    })

    test('keeps the result in the database, for when HDFS is away', async ({ assert }) => {
      const result = await db.from('analysis_results').whereNotNull('read_at').firstOrFail()
      const rows = await db.from('analysis_result_rows').orderBy('position')

      assert.equal(Number(result.item_count), rows.length)
      assert.deepEqual(
        rows.map(({ name, total, profit }) =>
          [escapeField(name), formatMoney(toScaled(total)), formatMoney(toScaled(profit))].join(
            '\t'
          )
        ),
        await resultLines()
      )
    })

    test('agrees with the read models and the ledger', async ({ assert }) => {
      await drainProjections()

      const { items } = await reconcileSales(hadoopContext())

      assert.equal(items >= (await resultLines()).length, true)
      assert.isEmpty(await db.from('analysis_mismatches'))
    })

    test('is exported as one file with a header, and the same by days', async ({ assert }) => {
      const full = await readFile(hdfs, LAYOUT.full)
      const manifest = await readManifest(hdfs)
      const days = Object.keys(manifest?.days ?? {})
      let joined = `${HEADER}\n`
      for (const day of days) joined += await readFile(hdfs, dayFile(day))

      assert.equal(full, joined)
      assert.equal(full.split('\n').length - 2, manifest?.full?.rows)
      assert.deepEqual(
        await hdfs.list(LAYOUT.days),
        days.map((day) => `dt=${day}`)
      )
    })

    test('is exported anew only for the days that have changed', async ({ assert }) => {
      const again = await exportTransactions(hadoopContext())
      const before = await hdfs.stat(LAYOUT.full)
      const part = await makePart({ name: 'Late' })
      await sell(part, { price: 5n, cost: 4n, occurredAt: '2024-02-29 11:00:00.000' })
      const changed = await exportTransactions(hadoopContext())

      assert.equal(again.writtenDays, 0)
      assert.equal(changed.writtenDays, 1)
      assert.equal(changed.rows, again.rows + 2)
      assert.include(await readFile(hdfs, dayFile('2024-02-29')), '\tLate\t')
      assert.notEqual((await hdfs.stat(LAYOUT.full)).id, before.id)
      const idle = await exportTransactions(hadoopContext())
      assert.equal(idle.writtenDays, 0)
    })

    test('is exported anew for a renamed item, and where a file is gone or damaged', async ({
      assert,
    }) => {
      const part = await db.from('parts').where('name', 'Late').firstOrFail()
      await db.from('parts').where('id', part.id).update({ name: 'Later' })
      const renamed = await exportTransactions(hadoopContext())
      await hdfs.remove(dayFile('2024-02-29'))
      const gone = await exportTransactions(hadoopContext())

      assert.equal(renamed.writtenDays, 1)
      assert.equal(gone.writtenDays, 1)
      assert.include(await readFile(hdfs, LAYOUT.full), '\tLater\t')
      assert.notInclude(await readFile(hdfs, LAYOUT.full), '\tLate\t')
    })

    test('names item and day where the batch and the ledger disagree', async ({ assert }) => {
      await exportTransactions(hadoopContext())
      await analyseSales(hadoopContext())
      const laptop = await db.from('parts').where('name', 'Laptop').firstOrFail()
      const wrong = (await readFile(hdfs, LAYOUT.result)).replace('Laptop\t900.0', 'Laptop\t901.5')
      await hdfs.write(
        LAYOUT.result,
        (async function* () {
          yield wrong
        })()
      )

      await assert.rejects(
        () => reconcileSales(hadoopContext()),
        new RegExp(`item ${laptop.id} on`)
      )

      const [mismatch] = await db.from('analysis_mismatches')
      assert.equal(mismatch.part_id, laptop.id)
      assert.equal(toScaled(mismatch.expected), 900n * MONEY)
      assert.equal(toScaled(mismatch.found), 901_500_000n)
      assert.match(mismatch.day, /^\d{4}-\d{2}-\d{2}$/)
      const [alert] = await listAlerts('analysis_mismatch', { limit: 5, offset: 0 })
      assert.deepInclude(alert, { partId: laptop.id, day: mismatch.day, limit: 900n * MONEY })
      const listed = await listItemAlerts(laptop.id)
      assert.include(
        listed.map(({ kind }) => kind),
        'analysis_mismatch'
      )
    })

    test('refuses a result that was made while its input was replaced', async ({ assert }) => {
      const context = hadoopContext()
      const find = context.hdfs.find.bind(context.hdfs)
      let looks = 0
      context.hdfs.find = async (path) => {
        // The second look is the one after the job.
        if (path === LAYOUT.full && ++looks === 2) {
          const part = await db.from('parts').where('name', 'Laptop').firstOrFail()
          await sell(part.id, { price: 1n, cost: 1n })
          await exportTransactions(hadoopContext())
        }
        return find(path)
      }

      await assert.rejects(() => analyseSales(context), /exported anew meanwhile/)
    })

    test('ends when it is cancelled, and leaves no half result', async ({ assert }) => {
      const context = hadoopContext()
      const before = await hdfs.stat(LAYOUT.result)
      setTimeout(() => context.abort.abort(new Error('cancelled')), 500)

      await assert.rejects(() => analyseSales(context), 'cancelled')

      assert.equal((await hdfs.stat(LAYOUT.result)).id, before.id)
    })
  })
}
