import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { apiAs, type ApiClient } from '#tests/helpers/api'

/** Tables that grow with the business; the others stay small. */
const LARGE = ['parts', 'stock_items', 'stock_postings', 'stock_movements']

interface Statement {
  all(...bindings: unknown[]): { detail: string }[]
}

/** Runs `work` and gives every SELECT that the database was asked meanwhile. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const pool = db.connection().getReadClient().client
  const connection = await pool.acquireConnection()
  const prepare: (sql: string) => Statement = connection.prepare
  const seen: string[] = []
  connection.prepare = (sql: string) => {
    seen.push(sql)
    return prepare(sql)
  }
  pool.releaseConnection(connection)
  try {
    await work()
  } finally {
    connection.prepare = prepare
  }
  return seen.filter((sql) => /^\s*select/i.test(sql) && !/^\s*select count\(/i.test(sql))
}

async function scansIn(sql: string): Promise<string[]> {
  const pool = db.connection().getReadClient().client
  const connection = await pool.acquireConnection()
  try {
    const count = sql.split('?').length - 1
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array(count).fill(1))
    return plan
      .map(({ detail }: { detail: string }) => detail)
      .filter((detail: string) => {
        const [, table, rest] = /^SCAN (\w+)(.*)$/.exec(detail) ?? []
        return LARGE.includes(table) && !rest.includes('USING') && !walksPrimaryKey(sql, table)
      })
  } finally {
    pool.releaseConnection(connection)
  }
}

/** A page in the order of ids reads no more rows than it shows, though the plan calls it a scan. */
function walksPrimaryKey(sql: string, table: string): boolean {
  return new RegExp(`ORDER BY \`${table}\`\\.\`id\` \\w+ LIMIT`).test(sql)
}

interface Ids {
  category: number
  supplier: number
  location: number
  part: number
  item: number
}

/** Lists that each find something, so that their page is really read. */
const listsOf = ({ category, supplier, location, part, item }: Ids) => [
  '/api/part/?limit=25',
  '/api/part/?limit=1&offset=1',
  '/api/part/?limit=25&search=planned',
  '/api/part/?limit=25&search=p',
  '/api/part/?limit=25&ordering=-IPN',
  '/api/part/?limit=25&ordering=category',
  '/api/part/?limit=25&ordering=-creation_date',
  '/api/part/?limit=25&active=true',
  `/api/part/?limit=25&category=${category}`,
  `/api/part/?limit=25&supplier=${supplier}`,
  '/api/part/?limit=25&low_stock=true',
  '/api/part/?limit=25&has_stock=true',
  `/api/part/?limit=25&location=${location}`,
  '/api/part/?limit=25&category_detail=true&path_detail=true&location_detail=true',
  '/api/part/category/?limit=25',
  '/api/stock/?limit=25',
  `/api/stock/?limit=25&part=${part}`,
  `/api/stock/?limit=25&location=${location}`,
  '/api/stock/?limit=25&part_detail=true&location_detail=true&path_detail=true',
  '/api/stock/location/?limit=25',
  '/api/stock/track/?limit=25',
  `/api/stock/track/?limit=25&item=${item}`,
  `/api/stock/track/?limit=25&part=${part}`,
  '/api/transactions/?limit=25',
  `/api/transactions/?limit=25&part=${part}`,
  '/api/transactions/?limit=25&type=OUT',
  `/api/transactions/?limit=25&location=${location}`,
  '/api/company/?limit=25',
]

test.group('Plans of the lists', () => {
  test('scan no large table for one page', async ({ assert }) => {
    const api = await apiAs()
    const ids = await makeOneOfEach(api)
    for (const path of listsOf(ids)) {
      const statements = await statementsOf(async () => {
        const answer = await api.get(path)
        assert.equal(answer.status, 200, path)
        assert.isAbove(answer.json.results.length, 0, path)
      })
      assert.isAbove(statements.length, 0, path)
      for (const sql of statements) assert.deepEqual(await scansIn(sql), [], `${path}: ${sql}`)
    }
  }).tags(['@sqlite'])
})

async function makeOneOfEach(api: ApiClient): Promise<Ids> {
  const name = `Planned ${randomUUID()}`
  const { json: category } = await api.post('/api/categories/', { name })
  const { json: supplier } = await api.post('/api/suppliers/', { name })
  const { json: location } = await api.post('/api/locations/', { name })
  const { json: part } = await api.post('/api/parts/', {
    name,
    category: category.pk,
    supplier: supplier.pk,
    location: location.pk,
    quantity: 5,
    minimum_stock: 9,
    IPN: name,
    purchase_price: 1,
    sale_price: 2,
  })
  await api.post('/api/parts/', { name: `${name} 2` })
  await api.post('/api/transactions/', { part: part.pk, type: 'OUT', quantity: 1 })
  const { json: items } = await api.get(`/api/stock/?part=${part.pk}`)
  return {
    category: category.pk,
    supplier: supplier.pk,
    location: location.pk,
    part: part.pk,
    item: items[0].pk,
  }
}
