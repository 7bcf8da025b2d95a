import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { QueryText } from '#core/resource/row_sql'
import { selectRows } from '#core/sql'
import { isMysql } from '#core/unit_of_work'

/** Another process may have written: what was read is never trusted for longer. */
const TRUSTED_MS = 1000
/** A file of SQLite belongs to one process, which hears of each of its own writes. */
const TRUSTED_ALONE_MS = 10_000
const LARGEST_CACHE = 2000
const WRITE =
  /^\s*(?:insert\s+(?:ignore\s+)?into|update|delete\s+from|replace\s+into)\s+[`"]?(\w+)/i

interface Remembered {
  result: Promise<unknown>
  readAt: number
  tables: readonly string[]
}

interface QueryEvent {
  sql: string
  __knexTxId?: string
}

/**
 * The counts of lists, and their totals. Counting is the dearest part of a page, and the same until
 * one of the tables it read changes, so it is done once for many pages; a write in this process drops
 * it at once.
 */
class ListCounts {
  #known = new Map<string, Remembered>()
  #writtenIn = new Map<string, Set<string>>()
  #isWatching = false

  /** How many rows a query has, given as text; `tables` are all that the answer depends on. */
  count(client: QueryClientContract, text: QueryText, tables: readonly string[]): Promise<number> {
    return this.remember(
      JSON.stringify([text.from, text.bindings.map(String)]),
      tables,
      async () => {
        const sql = `SELECT COUNT(*) AS total ${text.from}`
        const [row] = await selectRows<{ total: number }>(client, sql, text.bindings)
        return Number(row.total)
      }
    )
  }

  /** What `read` gives, the last one where nothing has changed since; `key` names all it depends on. */
  remember<T>(key: string, tables: readonly string[], read: () => Promise<T>): Promise<T> {
    this.#watch()
    const known = this.#known.get(key)
    const trustedMs = isMysql() ? TRUSTED_MS : TRUSTED_ALONE_MS
    if (known && Date.now() - known.readAt < trustedMs) return known.result as Promise<T>
    if (this.#known.size >= LARGEST_CACHE) this.#known.clear()
    const result = read()
    const entry = { result, readAt: Date.now(), tables }
    this.#known.set(key, entry)
    result.catch(() => this.#known.get(key) === entry && this.#known.delete(key))
    return result
  }

  clear(): void {
    this.#known.clear()
  }

  #watch(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    const client = db.connection().getWriteClient()
    client.on('query', (event: QueryEvent) => this.#noteWrite(event))
    client.on('query-response', (_: unknown, event: QueryEvent) => this.#noteCommit(event))
  }

  #noteWrite({ sql, __knexTxId: transaction }: QueryEvent): void {
    const table = WRITE.exec(sql)?.[1]
    if (!table) return
    this.#drop(table)
    if (!transaction) return
    const written = this.#writtenIn.get(transaction) ?? new Set()
    this.#writtenIn.set(transaction, written.add(table))
  }

  // Between the write and its commit another connection may have counted the old rows again.
  #noteCommit({ sql, __knexTxId: transaction }: QueryEvent): void {
    if (!transaction || !/^(?:commit|rollback)\b/i.test(sql)) return
    for (const table of this.#writtenIn.get(transaction) ?? []) this.#drop(table)
    this.#writtenIn.delete(transaction)
  }

  #drop(table: string): void {
    for (const [key, { tables }] of this.#known) if (tables.includes(table)) this.#known.delete(key)
  }
}

export const listCounts = new ListCounts()
