import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { readLedgerFigures, listFigureMonths } from '#insights/queries/read_ledger_figures'
import { FIGURE_TABLES, STOCK_FIGURES } from '#insights/projections/figures'
import { stockFigures } from '#insights/projections/stock_figures'
import { toScaled } from '#core/decimal'
import { EventStorm } from '#tests/helpers/event_storm'

const POSTINGS = Number(process.env.STORM_POSTINGS ?? 10_000)
const KILLS = Number(process.env.STORM_KILLS ?? 10)
const LIMIT_MS = Number(process.env.STORM_LIMIT_MS ?? 900_000)

/** What the ledger says in all, and what the read model holds in all. */
async function totals() {
  const ledger = { quantity: 0n, revenue: 0n, profit: 0n }
  for (const month of await listFigureMonths(db.connection())) {
    const figures = await readLedgerFigures(db.connection(), month)
    for (const { sums } of figures.rowsOf(FIGURE_TABLES.salesMonthly).values()) {
      ledger.quantity += sums[0]
      ledger.revenue += sums[1]
      ledger.profit += sums[3]
    }
  }
  const row = await db
    .from('sales_daily')
    .select(db.raw('CAST(SUM(quantity) AS CHAR) AS quantity'))
    .select(db.raw('CAST(SUM(revenue) AS CHAR) AS revenue'))
    .select(db.raw('CAST(SUM(profit) AS CHAR) AS profit'))
    .first()
  const shown = {
    quantity: toScaled(row.quantity),
    revenue: toScaled(row.revenue),
    profit: toScaled(row.profit),
  }
  return { ledger, shown }
}

if (process.env.KAFKA_BROKERS && process.env.DB_CONNECTION === 'mysql') {
  test.group('Read models through a storm', (group) => {
    const storm = new EventStorm()

    group.setup(() => storm.begin())
    group.teardown(() => storm.end())

    test('equal the ledger to the last digit after kills of relay, consumers and broker', async ({
      assert,
    }) => {
      const [third, half] = [Math.ceil(KILLS / 3), Math.ceil((KILLS * 2) / 3)]
      await storm.rage({ postings: POSTINGS, kills: KILLS, brokerRestarts: [third, half] })
      let rebuilt = false
      const rebuilding = stockFigures.rebuild(() => {}).then(() => (rebuilt = true))
      await Promise.all([rebuilding, storm.rage({ postings: 300, kills: 1, brokerRestarts: [] })])
      await storm.calm(LIMIT_MS / 2)

      const { messages, marked } = await storm.published()
      if (process.env.STORM_POSTINGS) {
        process.stdout.write(
          `${storm.posted} postings, ${storm.kills} kills, ${storm.broker} restarts of the broker: ` +
            `${marked} events published, ${messages - marked} of them twice\n`
        )
      }
      const { ledger, shown } = await totals()
      const drifts = await Array.fromAsync(stockFigures.verify(() => {}))

      assert.isTrue(rebuilt)
      assert.isAtLeast(storm.posted, POSTINGS)
      assert.equal(storm.kills, KILLS + 1)
      assert.equal(storm.broker, 2)
      assert.deepEqual(shown, ledger)
      assert.deepEqual(drifts, [])
      assert.isAtLeast(messages, marked)
      const held = await db.from('held_events').where('projection', STOCK_FIGURES)
      assert.deepEqual(held, [])
    }).timeout(LIMIT_MS)
  })
}
