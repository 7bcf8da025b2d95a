import { createHash, randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { formatDecimal, MONEY_DECIMALS, QUANTITY_DECIMALS, toScaled } from '#core/decimal'
import { readOneMoment } from '#core/replicas'
import { transact } from '#core/unit_of_work'
import { drainProjections } from '#events/embedded_event_log'
import { readManifest } from '#insights/actions/export_bi'
import type { BiManifest } from '#insights/bi/manifest'
import { StarFiles } from '#insights/bi/star_files'
import { biStore, type BiStore } from '#insights/bi/store'
import { rankItems } from '#insights/queries/get_dashboard'
import { sumByPart } from '#insights/queries/sum_by_part'
import { stockValueAt, sumByDay, sumByLocation, sumTotals } from '#insights/queries/sum_by_place'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { makeSampleData } from '#tests/helpers/sample_data'
import { askDuckdb, biFile, removeBiExport, runBiExport } from '#tests/helpers/bi_export'
import { makeLocation, makePart } from '#tests/helpers/stock'

const NAMES = [
  'Tab\there, "quoted" and; 100 %',
  "It's two\nlines",
  'Қазан мен шәйнек',
  'Полка — 5 кг',
  'ガラスの瓶 🫙',
  'زجاجة',
]
const ALL_DAYS = { from: '2000-01-01', to: '2039-12-31' }

async function manifestNow(): Promise<BiManifest> {
  const manifest = await readManifest(biStore())
  if (!manifest) throw new Error('There is no manifest')
  return manifest
}

/** Sales of odd amounts in three months, so that a float would not do. */
async function sell(partId: number, locationId: number, months: readonly string[]) {
  for (const [index, month] of months.entries()) {
    const facts = { partId, locationId, actorId: null }
    await receiveStock({
      ...facts,
      quantity: 700_001n + BigInt(index),
      occurredAt: `${month}-02 09:00:00.000`,
    })
    const sale = { ...facts, quantity: 33_333n, unitPrice: 1_234_567n + BigInt(index) }
    await issueStock({ ...sale, occurredAt: `${month}-03 23:59:00.000` })
    const wrong = await issueStock({ ...sale, occurredAt: `${month}-04 10:00:00.000` })
    await reversePosting({ postingId: wrong.id, reason: 'typed twice', actorId: null })
  }
}

test.group('Export for BI tools', (group) => {
  let partId: number
  let locationId: number
  group.setup(async () => {
    await makeSampleData()
    for (const name of NAMES) await makePart({ name: `${name} ${randomUUID()}` })
    partId = await makePart({ name: `Бөтелке ${randomUUID()}` })
    locationId = await makeLocation(`Сөре ${randomUUID()}`)
    await sell(partId, locationId, ['2007-01', '2007-02', '2007-03'])
    await drainProjections()
  })
  group.each.setup(removeBiExport)

  test('gives the totals of the dashboard to the last digit', async ({ assert }) => {
    await runBiExport()
    const client = db.connection()
    const totals = await sumTotals(client, ALL_DAYS)
    const money = (scaled: bigint) => formatDecimal(scaled, MONEY_DECIMALS)
    const quantity = (scaled: bigint) => formatDecimal(scaled, QUANTITY_DECIMALS)

    const sums = 'SUM(sold_quantity), SUM(revenue), SUM(cost), SUM(profit), SUM(spend)'
    const [all] = await askDuckdb(`SELECT ${sums} FROM {fact_movement}`)
    const byDay = await askDuckdb(`
      SELECT CAST(d.day AS VARCHAR), SUM(f.revenue), SUM(f.profit) FROM {fact_movement} f
        JOIN {dim_date} d USING (day) WHERE f.month = '2007-02' GROUP BY d.day ORDER BY d.day`)
    const places = await askDuckdb(`
      SELECT location_id, SUM(revenue), SUM(spend) FROM {fact_movement} JOIN {dim_location} l USING (location_id)
       GROUP BY location_id ORDER BY location_id`)
    const [[stockValue]] = await askDuckdb(
      'SELECT SUM(value_change) FROM {fact_stock_daily} JOIN {dim_part} USING (part_id)'
    )
    const [[best]] = await askDuckdb(`
      SELECT p.name FROM {fact_movement} f JOIN {dim_part} p USING (part_id)
       GROUP BY part_id, p.name ORDER BY SUM(revenue) DESC, part_id LIMIT 1`)

    assert.isTrue(totals.revenue > 0n)
    assert.deepEqual(all, [
      quantity(totals.soldQuantity),
      money(totals.revenue),
      money(totals.cost),
      money(totals.profit),
      money(totals.spend),
    ])
    const days = await sumByDay(client, { from: '2007-02-01', to: '2007-02-28' })
    const moved = byDay.filter(([day]) => days.has(String(day)))
    assert.deepEqual(
      moved,
      [...days].map(([day, sum]) => [day, money(sum.revenue), money(sum.profit)])
    )
    const found = new Map(places.map(([id, revenue, spend]) => [String(id), [revenue, spend]]))
    for (const place of await sumByLocation(client, ALL_DAYS)) {
      assert.deepEqual(found.get(String(place.locationId)), [
        money(place.revenue),
        money(place.spend),
      ])
    }
    assert.equal(stockValue, money(await stockValueAt(client, ALL_DAYS.to)))
    const { revenue } = await rankItems(client, await sumByPart(client, ALL_DAYS))
    assert.equal(best, revenue[0].name)
  })

  test('holds every movement, with exact figures and moments in UTC', async ({ assert }) => {
    await runBiExport()

    const [first] = await db
      .from('stock_movements')
      .where({ part_id: partId })
      .orderBy('id')
      .select('*')
    const rows = await askDuckdb(`
      SELECT movement_id, CAST(quantity AS VARCHAR), CAST(value AS VARCHAR), epoch_ms(occurred_at), kind
        FROM {fact_movement} WHERE part_id = ${partId} ORDER BY movement_id`)
    const [[count]] = await askDuckdb('SELECT COUNT(*) FROM {fact_movement}')
    const [{ movements }] = await db.from('stock_movements').count('* as movements')

    assert.equal(Number(count), Number(movements))
    assert.deepEqual(rows[0], [
      String(first.id),
      formatDecimal(toScaled(first.quantity), QUANTITY_DECIMALS),
      formatDecimal(toScaled(first.value), MONEY_DECIMALS),
      String(Date.parse(`${first.occurred_at.replace(' ', 'T')}Z`)),
      'receive',
    ])
    assert.lengthOf(rows, 12)
  })

  test('keeps names in every script', async ({ assert }) => {
    await runBiExport()

    const exported = await askDuckdb('SELECT part_id, name, sku FROM {dim_part} ORDER BY part_id')
    const places = await askDuckdb(
      'SELECT location_id, name FROM {dim_location} WHERE location_id > 0'
    )

    const parts = await db.from('parts').select('id', 'name', 'ipn').orderBy('id')
    assert.deepEqual(
      exported,
      parts.map(({ id, name, ipn }) => [String(id), name, ipn])
    )
    assert.includeDeepMembers(
      places,
      (await db.from('stock_locations').select('id', 'name')).map(({ id, name }) => [
        String(id),
        name,
      ])
    )
  })

  test('writes only the months anew in which something was booked', async ({ assert }) => {
    await runBiExport()
    const before = await manifestNow()
    const times = new Map(
      await Promise.all(
        before.files.map(async ({ path }) => [path, (await stat(biFile(path))).mtimeMs] as const)
      )
    )

    const again = await runBiExport()
    const same = await manifestNow()
    await sell(partId, locationId, ['2007-04'])
    const changed = await runBiExport()

    assert.equal(again.written, 0)
    assert.equal(same.generation, before.generation)
    assert.deepEqual(same.files, before.files)
    assert.equal(changed.written, 2)
    const after = await manifestNow()
    assert.equal(after.generation, before.generation + 1)
    for (const { path, month } of after.files) {
      if (month === '2007-04') continue
      assert.equal((await stat(biFile(path))).mtimeMs, times.get(path), path)
    }
  })

  test('names in its manifest the files with their rows and checksums', async ({ assert }) => {
    const { rows, files } = await runBiExport()

    const manifest = await manifestNow()

    assert.lengthOf(manifest.files, files)
    assert.include(
      manifest.files.map(({ path }) => path),
      'fact_movement/month=2007-01/part-0.parquet'
    )
    let counted = 0
    for (const { path, sha256, bytes, rows: told } of manifest.files) {
      const content = await readFile(biFile(path))
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256, path)
      assert.equal(content.length, bytes)
      counted += told
    }
    assert.equal(counted, rows)
    const dictionary = await readFile(biFile('dictionary.md'), 'utf8')
    for (const { table } of manifest.files) assert.include(dictionary, `## ${table}`)
    assert.include(dictionary, 'fact_order_line')
  })

  test('leaves a manifest whose files are all there when it is cut short anywhere', async ({
    assert,
  }) => {
    await runBiExport()
    // Two facts, two dictionaries, the manifest.
    for (let cut = 0; cut < 5; cut++) {
      await sell(partId, locationId, [`2008-${String((cut % 12) + 1).padStart(2, '0')}`])
      await assert.rejects(() => runBiExport({ store: failingAfter(cut) }), 'cut short')
      for (const { path } of (await manifestNow()).files) await stat(biFile(path))
    }

    await runBiExport()

    const client = db.connection()
    await drainProjections()
    const [[revenue]] = await askDuckdb('SELECT SUM(revenue) FROM {fact_movement}')
    const totals = await sumTotals(client, ALL_DAYS)
    assert.equal(revenue, formatDecimal(totals.revenue, MONEY_DECIMALS))
  }).timeout(120_000)

  if (process.env.DB_CONNECTION === 'mysql') {
    test('is of one moment, though what was begun before it is booked in its middle', async ({
      assert,
    }) => {
      const month = '2006-05'
      const parts = [await makePart({ name: 'Slow' }), await makePart({ name: 'Quick' })]
      const [slow, quick] = parts.map((id) => ({ partId: id, locationId, actorId: null }))
      const occurredAt = `${month}-02 09:00:00.000`
      for (const facts of [slow, quick]) await receiveStock({ ...facts, quantity: 9n, occurredAt })
      const begun = Promise.withResolvers<void>()
      const mayEnd = Promise.withResolvers<void>()
      const held = transact(async (unit) => {
        await issueStock({ ...slow, quantity: 1n, occurredAt: `${month}-03 09:00:00.000` }, unit)
        begun.resolve()
        await mayEnd.promise
      })
      await begun.promise
      await issueStock({ ...quick, quantity: 1n, occurredAt: `${month}-03 10:00:00.000` })

      const breathe = async () => {
        mayEnd.resolve()
        await held
      }
      await readOneMoment(() => runBiExport({ breathe }))

      const { files } = await manifestNow()
      const [file] = files.filter((one) => one.table === 'fact_movement' && one.month === month)
      const of = `WHERE month = '${month}'`
      const [[postings]] = await askDuckdb(
        `SELECT COUNT(DISTINCT posting_id) FROM {fact_movement} ${of}`
      )
      const [[moved]] = await askDuckdb(`SELECT SUM(quantity) FROM {fact_movement} ${of}`)
      const [[changed]] = await askDuckdb(
        `SELECT SUM(quantity_change) FROM {fact_stock_daily} ${of}`
      )
      assert.deepEqual([Number(postings), file.postings, moved], [3, 3, changed])

      const again = await readOneMoment(() => runBiExport())
      assert.equal(again.written, StarFiles.FACTS, 'what came later is in the next one')
    })
  }

  test('makes again what was lost, and takes away what is named no more', async ({ assert }) => {
    await runBiExport()
    await rm(biFile('fact_movement/month=2007-01/part-0.parquet'))
    await biStore().put('bi/fact_movement/month=1901-01/part-0.parquet', Readable.from(['old']), {
      contentType: 'x',
      contentLength: 3,
    })

    const { removed } = await runBiExport()

    assert.equal(removed, 1)
    await stat(biFile('fact_movement/month=2007-01/part-0.parquet'))
    await assert.rejects(() => stat(biFile('fact_movement/month=1901-01/part-0.parquet')))
  })
})

/** A store that fails when so many files were put into it. */
function failingAfter(puts: number): BiStore {
  const store = biStore()
  let done = 0
  return {
    find: (key) => store.find(key),
    list: (prefix) => store.list(prefix),
    remove: (keys) => store.remove(keys),
    async put(...file) {
      if (done++ >= puts) throw new Error('cut short')
      return store.put(...file)
    },
  }
}
