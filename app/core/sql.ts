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
  const result = await client.rawQuery(sql, bindings as RawQueryBindings)
  return client.dialect.name === 'mysql' ? result[0] : result
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
  for (let start = 0; start < list.length; start += size) pieces.push(list.slice(start, start + size))
  return pieces
}
