import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { QueryText } from '#core/resource/row_sql'
import { selectRows } from '#core/sql'

/** Another process may have written: a count is never trusted for longer. */
const TRUSTED_MS = 1000
const LARGEST_CACHE = 2000
const WRITE =
  /^\s*(?:insert\s+(?:ignore\s+)?into|update|delete\s+from|replace\s+into)\s+[`"]?(\w+)/i

interface CachedCount {
  count: Promise<number>
  readAt: number
  tables: readonly string[]
}

interface QueryEvent {
  sql: string
  __knexTxId?: string
}

/**
 * The counts of lists. Counting is the dearest part of a page, and the same until one of the tables
 * it read changes, so it is done once for many pages; a write in this process drops it at once.
 */
class ListCounts {
  #counts = new Map<string, CachedCount>()
  #writtenIn = new Map<string, Set<string>>()
  #isWatching = false

  /** How many rows a query has, given as text; `tables` are all that the answer depends on. */
  count(client: QueryClientContract, text: QueryText, tables: readonly string[]): Promise<number> {
    this.#watch()
    const key = JSON.stringify([text.from, text.bindings.map(String)])
    const known = this.#counts.get(key)
    if (known && Date.now() - known.readAt < TRUSTED_MS) return known.count
    return this.#read(key, { client, ...text }, tables)
  }

  clear(): void {
    this.#counts.clear()
  }

  #read(
    key: string,
    { client, from, bindings }: QueryText & { client: QueryClientContract },
    tables: readonly string[]
  ): Promise<number> {
    if (this.#counts.size >= LARGEST_CACHE) this.#counts.clear()
    const count = selectRows(client, `SELECT COUNT(*) AS total ${from}`, bindings).then(([row]) =>
      Number(row.total)
    )
    const entry = { count, readAt: Date.now(), tables }
    this.#counts.set(key, entry)
    count.catch(() => this.#counts.get(key) === entry && this.#counts.delete(key))
    return count
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
    for (const [key, { tables }] of this.#counts)
      if (tables.includes(table)) this.#counts.delete(key)
  }
}

export const listCounts = new ListCounts()
