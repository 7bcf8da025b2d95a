import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { toScaled } from '#core/decimal'
import {
  importSales,
  type SalesImportOptions,
  type SalesImportReport,
} from '#stock/actions/import_sales'
import { NotASalesFile, SalesFile } from '#stock/import/sales_file'

const folder = mkdtempSync(join(tmpdir(), 'bincard-import-'))
const HEADER = 'invoice,ts,customer,country,sku,qty,unit_price'

function write(lines: string[], header = HEADER): string {
  const path = join(folder, `${randomUUID()}.csv`)
  writeFileSync(path, `${[header, ...lines].join('\n')}\n`)
  return path
}

/** A name that no other test uses: of a source, or before the codes of items. */
function unique(): string {
  return randomUUID().slice(0, 8)
}

function run(path: string, source: string, options: Partial<SalesImportOptions> = {}) {
  return importSales({
    file: new SalesFile(path),
    source,
    descriptions: new Map(),
    locationOf: () => 'Import tests',
    actorId: null,
    ...options,
  })
}

async function salesOf(source: string) {
  return db
    .from('stock_postings')
    .where('source_type', source)
    .orderBy('id')
    .select('kind', 'quantity', 'amount', 'occurred_at', 'day', 'source_id', 'source_line')
}

function counts({ posted, skipped, bad }: SalesImportReport) {
  return { posted, skipped, bad }
}

/** The least that lay anywhere at any time, by the ledger's own dates. */
async function leastBalance(source: string): Promise<bigint> {
  const movements = await db
    .from('stock_movements as m')
    .join('stock_postings as p', 'p.id', 'm.posting_id')
    .where('p.source_type', 'like', `${source}%`)
    .orderBy('m.occurred_at')
    .orderBy('m.id')
    .select('m.stock_item_id', 'm.quantity')
  const balances = new Map<number, bigint>()
  let least = 0n
  for (const { stock_item_id: lot, quantity } of movements) {
    const balance = (balances.get(lot) ?? 0n) + toScaled(quantity)
    balances.set(lot, balance)
    if (balance < least) least = balance
  }
  return least
}

test.group('Import of sales', (group) => {
  group.teardown(() => rmSync(folder, { recursive: true, force: true }))

  test('posts each line at its date, price and quantity', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const path = write([
      `1001,2010-07-01T09:30,17,France,${sku},3,2.55`,
      `1002,2010-12-01T09:30,18,Italy,${sku},2.5,0.125`,
    ])
    const report = await run(path, source)
    assert.deepEqual(counts(report), { posted: 2, skipped: 0, bad: 0 })
    assert.equal(report.units, 550_000n)
    assert.equal(report.revenue, 7_962_500n)
    // British summer time in July, and none in December.
    assert.deepEqual(await salesOf(source), [
      {
        kind: 'sale',
        quantity: -300_000,
        amount: 7_650_000,
        occurred_at: '2010-07-01 08:30:00.000',
        day: '2010-07-01',
        source_id: '1001',
        source_line: `${sku}#1`,
      },
      {
        kind: 'sale',
        quantity: -250_000,
        amount: 312_500,
        occurred_at: '2010-12-01 09:30:00.000',
        day: '2010-12-01',
        source_id: '1002',
        source_line: `${sku}#1`,
      },
    ])
  })

  test('posts identical lines of an invoice as the sales they are, once', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const line = `2001,2011-03-01T10:00,17,Spain,${sku},4,1.5`
    const path = write([line, line, `2001,2011-03-01T10:00,17,Spain,${sku},1,9.5`, line])
    assert.deepEqual(counts(await run(path, source)), { posted: 4, skipped: 0, bad: 0 })
    assert.deepEqual(counts(await run(path, source)), { posted: 0, skipped: 4, bad: 0 })
    assert.lengthOf(await salesOf(source), 4)
  })

  test('never sells what is not there', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const lines = Array.from({ length: 300 }, (_, index) => {
      const day = String(1 + (index % 28)).padStart(2, '0')
      const month = String(1 + Math.floor(index / 28)).padStart(2, '0')
      const quantity = 1 + ((index * 37) % 200)
      return `${3000 + index},2011-${month}-${day}T11:00,17,Spain,${sku}${index % 3},${quantity},2`
    })
    // The last line is dated before all others.
    lines.push(`3999,2010-05-05T11:00,17,Spain,${sku}0,500,2`)
    const report = await run(write(lines), source, { entriesAtOnce: 50 })
    assert.deepEqual(counts(report), { posted: 301, skipped: 0, bad: 0 })
    assert.equal(await leastBalance(source), 0n)
  })

  test('can be stopped and run again', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const lines = Array.from(
      { length: 100 },
      (_, index) => `${4000 + index},2011-01-05T11:00,17,Spain,${sku}${index % 7},30,2`
    )
    const path = write(lines)
    const stop = new AbortController()
    const interrupted = await run(path, source, {
      entriesAtOnce: 20,
      signal: stop.signal,
      onBatch: ({ posted }) => void (posted >= 30 && stop.abort()),
    })
    assert.isFalse(interrupted.isComplete)
    assert.isAbove(interrupted.posted, 29)
    assert.isBelow(interrupted.posted, 60)

    const report = await run(path, source)
    assert.isTrue(report.isComplete)
    assert.equal(report.skipped, interrupted.posted)
    assert.equal(report.posted, 100 - interrupted.posted)
    assert.equal(report.units, BigInt(report.posted) * 3_000_000n)
    assert.lengthOf(await salesOf(source), 100)
    assert.equal(await leastBalance(source), 0n)
  })

  test('lists the lines it cannot post and goes on', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const path = write([
      `5001,2011-01-05T11:00,17,Spain,${sku},1,2`,
      `5001,2011-01-05T11:00,17,Spain,${sku},1`,
      `5001,yesterday,17,Spain,${sku},1,2`,
      `5001,2011-02-30T11:00,17,Spain,${sku},1,2`,
      `5001,2011-01-05T11:00,17,Spain,${sku},0,2`,
      `5001,2011-01-05T11:00,17,Spain,${sku},-3,2`,
      `5001,2011-01-05T11:00,17,Spain,${sku},1,0`,
      `5001,2011-01-05T11:00,17,Spain,${sku},1,NaN`,
      `5001,2011-01-05T11:00,17,Spain,${sku},1e30,2`,
      `5001,2011-01-05T11:00,17,Spain,,1,2`,
      `,2011-01-05T11:00,17,Spain,${sku},1,2`,
      `5001,2999-01-05T11:00,17,Spain,${sku},1,2`,
      `5002,2011-01-05T12:00,17,Spain,${sku},1,2`,
      `5001,2011-01-05T12:00,17,Spain,${sku},1,2`,
      `5003,2011-01-05T12:00,17,Sp"ain,${sku},1,2`,
      `5004,2011-01-05T12:00,17,Spain,${sku},1,2`,
    ])
    const report = await run(path, source)
    assert.deepEqual(report.badLines, [
      { line: 3, reason: '6 columns instead of 7' },
      { line: 4, reason: '"yesterday" is no date and time (2011-12-09T12:50)' },
      { line: 5, reason: '"2011-02-30T11:00" is no date and time (2011-12-09T12:50)' },
      { line: 6, reason: 'quantity 0 is not above 0' },
      { line: 7, reason: 'quantity -3 is not above 0' },
      { line: 8, reason: 'unit price 0 is not above 0' },
      { line: 9, reason: 'unit price "NaN" is not a number' },
      { line: 10, reason: 'quantity "1e30" is too large' },
      { line: 11, reason: 'no sku' },
      { line: 12, reason: 'no invoice' },
      { line: 13, reason: '2999-01-05T11:00 lies in the future' },
      { line: 15, reason: 'invoice 5001 goes on after others: sort the file by invoice' },
      { line: 16, reason: 'quotes that cannot be read' },
    ])
    assert.deepEqual(counts(report), { posted: 3, skipped: 0, bad: 13 })
  })

  test('is not led astray by a quote that does not end', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const lines = Array.from({ length: 2000 }, (_, index) =>
      index === 10
        ? `"${index},2011-01-05T11:00,17,Spain,${sku},1,2`
        : `${index},2011-01-05T11:00,17,Spain,${sku},1,2`
    )
    const report = await run(write(lines), source)
    assert.isTrue(report.isComplete)
    assert.deepEqual(report.badLines, [{ line: 12, reason: 'quotes that cannot be read' }])
    assert.equal(report.posted, lines.length - 1)
  })

  test('mending a bad line renumbers no other', async ({ assert }) => {
    const [source, sku] = [unique(), unique()]
    const good = `6001,2011-01-05T11:00,17,Spain,${sku},5,2`
    await run(write([`6001,2011-01-05T11:00,17,Spain,${sku},x,2`, good]), source)
    const report = await run(write([`6001,2011-01-05T11:00,17,Spain,${sku},7,2`, good]), source)
    assert.deepEqual(counts(report), { posted: 1, skipped: 1, bad: 0 })
    assert.equal(report.units, 700_000n)
  })

  test('reads gzip, columns in any order, quoted texts and a byte order mark', async ({
    assert,
  }) => {
    const [source, sku] = [unique(), unique()]
    const path = join(folder, `${source}.csv.gz`)
    const text = `\uFEFFunit_price,SKU,"qty",ts,invoice\n"2.50","${sku}, red",4,2011-01-05 11:00:30,7001\n`
    writeFileSync(path, gzipSync(text))
    const report = await run(path, source)
    assert.deepEqual(counts(report), { posted: 1, skipped: 0, bad: 0 })
    assert.equal(report.revenue, 10_000_000n)
    const part = await db.from('parts').where('ipn', `${sku}, red`).firstOrFail()
    assert.equal(part.sale_price, 2_500_000)
  })

  test('names items by their description and makes up the rest the same way each time', async ({
    assert,
  }) => {
    const [source, sku] = [unique(), unique()]
    const descriptions = new Map([
      [sku, { description: 'SET/3 CHRISTMAS  T-LIGHTS 15CM', medianPrice: 4_000_000n }],
    ])
    await run(write([`8001,2011-01-05T11:00,17,Spain,${sku},5,3.5`]), source, { descriptions })
    const part = await db.from('parts').where('ipn', sku).firstOrFail()
    assert.equal(part.name, 'Set/3 Christmas T-Lights 15cm')
    assert.equal(part.sale_price, 4_000_000)
    assert.isTrue(part.purchase_price >= 1_800_000 && part.purchase_price <= 2_800_000)
    const category = await db.from('part_categories').where('id', part.category_id).firstOrFail()
    assert.equal(category.name, 'Christmas')
    const supplier = await db.from('companies').where('id', part.supplier_id).firstOrFail()
    assert.match(supplier.description, /^Made up/)
    assert.isTrue(supplier.lead_time_days >= 3 && supplier.lead_time_days <= 60)
  })

  test('refuses a file that is none of sales', async ({ assert }) => {
    const cases = [
      write(['1,2'], 'invoice,sku'),
      (() => {
        const path = join(folder, 'empty.csv')
        writeFileSync(path, '')
        return path
      })(),
      (() => {
        const path = join(folder, 'cut.csv.gz')
        writeFileSync(path, gzipSync(`${HEADER}\n`).subarray(0, 12))
        return path
      })(),
    ]
    for (const path of cases) await assert.rejects(() => run(path, unique()), NotASalesFile)
  })
})
