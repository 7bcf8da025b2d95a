import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { formatMoney, formatQuantity, toScaled } from '#core/decimal'
import { selectRows, type Row } from '#core/sql'

/** A law of the ledger, and the rows that break it (at most 20 are read). */
export interface LawResult {
  law: string
  drifts: Row[]
}

export interface LedgerTotals {
  postings: number
  movements: number
  lots: number
  /** Units on hand, value on hand at cost, revenue, cost of goods sold, profit: decimal strings. */
  quantity: string
  value: string
  revenue: string
  cost: string
  profit: string
}

export interface LedgerReport {
  isSound: boolean
  laws: LawResult[]
  totals: LedgerTotals
}

const LARGEST_LISTING = 20

/** Each law as a statement that selects the rows that break it. */
const LAWS: Record<string, string> = {
  'movements of a lot at its place sum to its quantity and value': `
    SELECT s.id AS stock_item, s.location_id, s.quantity, s.value, m.quantity AS moved_quantity, m.value AS moved_value
    FROM stock_items s
    LEFT JOIN (SELECT stock_item_id, COALESCE(location_id, 0) AS place, SUM(quantity) AS quantity, SUM(value) AS value
               FROM stock_movements GROUP BY stock_item_id, COALESCE(location_id, 0)) m
      ON m.stock_item_id = s.id AND m.place = COALESCE(s.location_id, 0)
    WHERE COALESCE(m.quantity, 0) <> s.quantity OR COALESCE(m.value, 0) <> s.value`,
  'movements of a lot sum to nothing where it no longer lies': `
    SELECT m.stock_item_id AS stock_item, m.place AS location_id, m.quantity, m.value
    FROM (SELECT stock_item_id, COALESCE(location_id, 0) AS place, SUM(quantity) AS quantity, SUM(value) AS value
          FROM stock_movements GROUP BY stock_item_id, COALESCE(location_id, 0)) m
    JOIN stock_items s ON s.id = m.stock_item_id
    WHERE m.place <> COALESCE(s.location_id, 0) AND (m.quantity <> 0 OR m.value <> 0)`,
  'every movement has its lot, of the same part': `
    SELECT m.id AS movement, m.stock_item_id AS stock_item, m.part_id, s.part_id AS lot_part_id
    FROM stock_movements m LEFT JOIN stock_items s ON s.id = m.stock_item_id
    WHERE s.id IS NULL OR s.part_id <> m.part_id`,
  'movements of a posting sum to what it says, at its moment': `
    SELECT p.id AS posting, p.quantity, p.value, p.amount, m.quantity AS moved_quantity, m.value AS moved_value
    FROM stock_postings p
    LEFT JOIN (SELECT posting_id, SUM(quantity) AS quantity, SUM(value) AS value, SUM(amount) AS amount,
                      MIN(occurred_at) AS first_at, MAX(occurred_at) AS last_at
               FROM stock_movements GROUP BY posting_id) m ON m.posting_id = p.id
    WHERE m.posting_id IS NULL OR m.quantity <> p.quantity OR m.value <> p.value OR m.amount <> p.amount
       OR m.first_at <> p.occurred_at OR m.last_at <> p.occurred_at`,
  'no lot holds less than nothing, or less than is promised': `
    SELECT id AS stock_item, quantity, allocated, value FROM stock_items
    WHERE quantity < 0 OR allocated < 0 OR allocated > quantity OR value < 0 OR (quantity = 0 AND value <> 0)`,
  'no lot held less than nothing at any moment': `
    SELECT stock_item_id AS stock_item, location_id, occurred_at, balance FROM (
      SELECT stock_item_id, location_id, occurred_at,
             SUM(quantity) OVER (PARTITION BY stock_item_id, COALESCE(location_id, 0) ORDER BY occurred_at
                                 RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS balance
      FROM stock_movements) balances
    WHERE balance < 0`,
  'a reversal negates what it reverses, once': `
    SELECT r.id AS reversal, o.id AS original, r.quantity, r.value, r.amount
    FROM stock_postings r JOIN stock_postings o ON o.id = r.reverses_id
    WHERE r.kind <> 'reversal' OR o.kind = 'reversal' OR r.part_id <> o.part_id OR r.occurred_at <> o.occurred_at
       OR r.quantity <> -o.quantity OR r.value <> -o.value OR r.amount <> -o.amount`,
}

/** Proves the laws of the ledger over every row, and sums it up. Reads only. */
export async function verifyLedger(
  client: QueryClientContract = db.connection()
): Promise<LedgerReport> {
  const laws: LawResult[] = []
  for (const [law, statement] of Object.entries(LAWS)) {
    laws.push({ law, drifts: await selectRows(client, `${statement} LIMIT ${LARGEST_LISTING}`) })
  }
  laws.push({ law: 'the database itself guards the ledger', drifts: await missingGuards(client) })
  return {
    isSound: laws.every(({ drifts }) => drifts.length === 0),
    laws,
    totals: await readTotals(client),
  }
}

const TRIGGERS = ['stock_postings', 'stock_movements'].flatMap((table) => [
  `${table}_no_update`,
  `${table}_no_delete`,
])
const CHECKS = [
  'stock_items_quantity',
  'stock_items_allocated',
  'stock_items_value',
  'stock_postings_reversal',
]

/** Append-only triggers and CHECK constraints that are not in the database. */
async function missingGuards(client: QueryClientContract): Promise<Row[]> {
  const isMysql = client.dialect.name === 'mysql'
  const triggers = await selectRows<{ name: string }>(
    client,
    isMysql
      ? 'SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = DATABASE()'
      : "SELECT name FROM sqlite_master WHERE type = 'trigger'"
  )
  const tables = await selectRows<{ text: string }>(
    client,
    isMysql
      ? 'SELECT constraint_name AS text FROM information_schema.table_constraints WHERE constraint_schema = DATABASE()'
      : "SELECT sql AS text FROM sqlite_master WHERE type = 'table'"
  )
  const names = new Set(triggers.map(({ name }) => name))
  const definitions = tables.map(({ text }) => text).join('\n')
  return [
    ...TRIGGERS.filter((name) => !names.has(name)).map((name) => ({ missing_trigger: name })),
    ...CHECKS.filter((name) => !definitions.includes(name)).map((name) => ({
      missing_check: name,
    })),
  ]
}

async function readTotals(client: QueryClientContract): Promise<LedgerTotals> {
  const [counts] = await selectRows<Row>(
    client,
    `SELECT (SELECT COUNT(*) FROM stock_postings) AS postings, (SELECT COUNT(*) FROM stock_movements) AS movements,
            COUNT(*) AS lots, CAST(SUM(quantity) AS CHAR) AS quantity, CAST(SUM(value) AS CHAR) AS value FROM stock_items`
  )
  const sales = await readSales(client)
  return {
    postings: Number(counts.postings),
    movements: Number(counts.movements),
    lots: Number(counts.lots),
    quantity: formatQuantity(toScaled(counts.quantity)),
    value: formatMoney(toScaled(counts.value)),
    revenue: formatMoney(sales.revenue),
    cost: formatMoney(sales.cost),
    profit: formatMoney(sales.revenue - sales.cost),
  }
}

/** Revenue and cost of goods sold: sales less customer returns; a reversal counts as what it reverses. */
export async function readSales(
  client: QueryClientContract
): Promise<{ revenue: bigint; cost: bigint }> {
  const rows = await selectRows<Row>(
    client,
    `SELECT kind, CAST(SUM(amount) AS CHAR) AS amount, CAST(SUM(value) AS CHAR) AS value FROM (
       SELECT CASE p.kind WHEN 'reversal' THEN o.kind ELSE p.kind END AS kind, p.amount, p.value
       FROM stock_postings p LEFT JOIN stock_postings o ON o.id = p.reverses_id
       WHERE p.kind IN ('sale', 'return_in', 'reversal')) counted
     WHERE kind IN ('sale', 'return_in') GROUP BY kind`
  )
  const total = { revenue: 0n, cost: 0n }
  for (const row of rows) {
    total.revenue += row.kind === 'sale' ? toScaled(row.amount) : -toScaled(row.amount)
    total.cost -= toScaled(row.value)
  }
  return total
}
