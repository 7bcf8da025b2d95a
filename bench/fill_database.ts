import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'

const WORDS = [
  'Battery',
  'Cable',
  'Mug',
  'Lantern',
  'Teapot',
  'Frame',
  'Clock',
  'Candle',
  'Basket',
  'Cushion',
]
const MOMENT = '2026-01-05 09:00:00.000'
/** Sales lie in the days up to this one, so that a dashboard has them in its month. */
const SALE_DAYS = 90
const DAY_MS = 86_400_000

interface Amounts {
  parts: number
  lotsPerPart: number
  salesPerPart?: number
}

/** Fills a migrated, otherwise empty database with parts and lots whose ledger agrees with them. */
export function fillDatabase(file: string, { parts, lotsPerPart, salesPerPart = 0 }: Amounts) {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = OFF')
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row)
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
    return Number(prepared(sql).run(...Object.values(row)).lastInsertRowid)
  }
  const stamps = { created_at: MOMENT, updated_at: MOMENT }
  const tree = (table: string, name: string) => {
    const id = insert(table, { name, pathstring: name, ...stamps })
    database.prepare(`UPDATE ${table} SET path = ? WHERE id = ?`).run(`/${id}/`, id)
    return id
  }
  database.transaction(() => {
    const categories = Array.from({ length: 200 }, (_, index) =>
      tree('part_categories', `Category ${index}`)
    )
    const locations = Array.from({ length: 100 }, (_, index) =>
      tree('stock_locations', `Location ${index}`)
    )
    const suppliers = Array.from({ length: 50 }, (_, index) =>
      insert('companies', { name: `Supplier ${index}`, currency: 'GBP', is_supplier: 1, ...stamps })
    )
    for (let index = 0; index < parts; index++) {
      const name = `${WORDS[index % WORDS.length]} #${String(index).padStart(5, '0')}`
      const part = insert('parts', {
        name,
        description: `${name}, grade ${'ABCDE'[index % 5]}, lot ${index % 997}`,
        ipn: `BLK-${String(index).padStart(6, '0')}`,
        revision: '',
        identity_hash: createHash('sha256').update(name).digest('hex'),
        keywords: `${WORDS[index % WORDS.length].toLowerCase()} bulk`,
        category_id: categories[index % categories.length],
        supplier_id: suppliers[index % suppliers.length],
        minimum_stock: (index % 4) * 10_000_000,
        purchase_price: 1_250_000 + (index % 1000) * 10_000,
        sale_price: 2_500_000 + (index % 1000) * 20_000,
        creation_date: '2026-01-05',
        ...stamps,
      })
      for (let lot = 0; lot < lotsPerPart; lot++) {
        addLot({
          part,
          location: locations[(index + lot) % locations.length],
          quantity: 100 + ((index * 7 + lot) % 900),
        })
      }
      for (let sale = 0; sale < salesPerPart; sale++) {
        addSale({ part, at: index + sale * 31, price: 2_500_000 + (index % 1000) * 20_000 })
      }
    }

    /** One piece out of the first lot of the part. */
    function addSale({ part, at, price }: { part: number; at: number; price: number }) {
      const moment = new Date(Date.now() - (at % SALE_DAYS) * DAY_MS).toISOString()
      const occurred = moment.replace('T', ' ').replace('Z', '')
      const { id, location_id: location } = prepared(
        'SELECT id, location_id FROM stock_items WHERE part_id = ? ORDER BY id LIMIT 1'
      ).get(part) as { id: number; location_id: number }
      const amounts = { quantity: -100_000, value: -1_250_000, amount: price }
      const posting = insert('stock_postings', {
        kind: 'sale',
        part_id: part,
        occurred_at: occurred,
        recorded_at: occurred,
        day: occurred.slice(0, 10),
        unit_price: price,
        ...amounts,
      })
      insert('stock_movements', {
        posting_id: posting,
        stock_item_id: id,
        part_id: part,
        location_id: location,
        unit_cost: 1_250_000,
        occurred_at: occurred,
        ...amounts,
      })
      prepared(
        'UPDATE stock_items SET quantity = quantity - 100000, value = value - 1250000 WHERE id = ?'
      ).run(id)
    }

    function addLot({
      part,
      location,
      quantity,
    }: {
      part: number
      location: number
      quantity: number
    }) {
      const amounts = { quantity: quantity * 100_000, value: quantity * 1_250_000 }
      const item = insert('stock_items', {
        part_id: part,
        location_id: location,
        ...amounts,
        unit_cost: 1_250_000,
        currency: 'GBP',
        received_at: MOMENT,
        last_moved_at: MOMENT,
        ...stamps,
      })
      const moment = { occurred_at: MOMENT }
      const posting = insert('stock_postings', {
        kind: 'adjust_in',
        part_id: part,
        ...moment,
        recorded_at: MOMENT,
        day: '2026-01-05',
        ...amounts,
      })
      insert('stock_movements', {
        posting_id: posting,
        stock_item_id: item,
        part_id: part,
        location_id: location,
        unit_cost: 1_250_000,
        ...amounts,
        ...moment,
      })
    }
  })()
  database.close()
}
