import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { RawQueryBindings } from '@adonisjs/lucid/types/querybuilder'

export type Row = Record<string, unknown>
/** What a placeholder can be bound to; Lucid's own type leaves out null, which both drivers take. */
export type Binding = string | number | bigint | null

/** Runs a statement and gives its rows on either engine. */
export async function selectRows<T = Row>(
  client: QueryClientContract,
  sql: string,
  bindings: readonly Binding[] = []
): Promise<T[]> {
  if (canReadDirectly(client, sql)) return readDirectly<T>(client, sql, bindings)
  const result = await client.rawQuery(sql, bindings as RawQueryBindings)
  return client.dialect.name === 'mysql' ? result[0] : result
}

/** SQLite, outside a transaction, nothing written: the driver's own statement will do. */
function canReadDirectly(client: QueryClientContract, sql: string): boolean {
  const isFile = client.dialect.name !== 'mysql'
  return isFile && !client.isTransaction && /^\s*(?:select|with)\b/i.test(sql)
}

// The query builder's way to a statement takes as long as a small statement itself.
async function readDirectly<T>(
  client: QueryClientContract,
  sql: string,
  bindings: readonly unknown[]
): Promise<T[]> {
  const pool = client.getReadClient().client
  const connection = await pool.acquireConnection()
  try {
    return connection.prepare(sql).all(bindings.map(asSqliteValue))
  } finally {
    pool.releaseConnection(connection)
  }
}

function asSqliteValue(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

/** Runs a statement that changes rows and gives how many it changed, on either engine. */
export async function changeRows(
  client: QueryClientContract,
  sql: string,
  bindings: readonly Binding[] = []
): Promise<number> {
  const result = await client.rawQuery(sql, bindings as RawQueryBindings)
  return client.dialect.name === 'mysql' ? result[0].affectedRows : result.changes
}

/** "?, ?, ?" for a list of `count` bindings. */
export function placeholders(count: number): string {
  return Array(count).fill('?').join(', ')
}

/** Splits a list into pieces of at most `size`. */
export function inPieces<T>(list: readonly T[], size: number): T[][] {
  const pieces: T[][] = []
  for (let start = 0; start < list.length; start += size)
    pieces.push(list.slice(start, start + size))
  return pieces
}

const LARGEST_INSERT = 500

/**
 * Inserts rows of equal columns in one statement a 500 and gives the id of each, in order. SQLite
 * gets them as one JSON parameter, which is several times faster than thousands of bindings.
 */
export async function insertRows(
  client: QueryClientContract,
  table: string,
  rows: readonly Record<string, Binding>[]
): Promise<number[]> {
  const ids: number[] = []
  for (const piece of inPieces(rows, LARGEST_INSERT)) {
    const first = await insertPiece(client, table, piece)
    for (let index = 0; index < piece.length; index++) ids.push(first + index)
  }
  return ids
}

/** Ids of one statement are consecutive on both engines; gives the first. */
async function insertPiece(
  client: QueryClientContract,
  table: string,
  rows: readonly Record<string, Binding>[]
): Promise<number> {
  const columns = Object.keys(rows[0])
  const into = `INSERT INTO ${table} (${columns.join(', ')})`
  if (client.dialect.name === 'mysql') {
    const tuple = `(${placeholders(columns.length)})`
    const values = rows.flatMap((row) => columns.map((column) => row[column]))
    const sql = `${into} VALUES ${rows.map(() => tuple).join(', ')}`
    const [result] = await client.rawQuery(sql, values as RawQueryBindings)
    return result.insertId
  }
  const picks = columns.map((_, index) => `value ->> ${index}`).join(', ')
  const tuples = rows.map((row) => columns.map((column) => toJsonValue(row[column])))
  const result = await client.rawQuery(`${into} SELECT ${picks} FROM json_each(?) ORDER BY key`, [
    JSON.stringify(tuples),
  ])
  return Number(result.lastInsertRowid) - rows.length + 1
}

function toJsonValue(value: Binding): string | number | null {
  return typeof value === 'bigint' ? Number(value) : value
}
