import cache from '@adonisjs/cache/services/main'
import type { CacheService } from '@adonisjs/cache/types'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, selectRows } from '#core/sql'

/** The stores that `CACHE_STORE` chooses from: this process, or Valkey for all processes of the shop. */
export type CacheStore = 'memory' | 'valkey'

/** Values that take a while to read, kept for a minute in the store of the settings or in the one given. */
export class Cache {
  constructor(
    private store?: CacheStore,
    private manager: Pick<CacheService, 'use'> = cache
  ) {}

  /**
   * What is kept under the key, else what `read` gives, which is then kept, unless it is null. It must be
   * plain data (amounts may be bigint), and nobody may change what they are given. The key must name
   * the version of what the value depends on: that is how a change is seen everywhere at once, also when
   * Valkey is away. Who asks meanwhile in this process waits for the same reading.
   */
  async remember<T>(key: string, read: () => Promise<T>): Promise<T> {
    let own: { value: T } | undefined
    const value = await this.#driver().getOrSet<T | undefined>({
      key: await withDatabase(key),
      factory: async ({ skip }) => {
        own = { value: await read() }
        return own.value ?? skip()
      },
    })
    if (value !== undefined && value !== null) return value
    return own ? own.value : read()
  }

  async forget(key: string): Promise<void> {
    await this.#driver().delete({ key: await withDatabase(key) })
  }

  #driver() {
    return this.manager.use(this.store)
  }
}

export const sharedCache = new Cache()

/** The version of what is kept under a name in `cache_versions`. */
export async function cacheVersion(client: QueryClientContract, name: string): Promise<number> {
  const [row] = await selectRows<{ version: number }>(
    client,
    'SELECT version FROM cache_versions WHERE name = ?',
    [name]
  )
  return Number(row?.version ?? 0)
}

/** Call in the transaction of a change: values read before its commit are not found any more. */
export async function raiseCacheVersion(client: QueryClientContract, name: string): Promise<void> {
  await changeRows(client, 'UPDATE cache_versions SET version = version + 1 WHERE name = ?', [name])
}

let database: Promise<number> | undefined

/** One Valkey may serve the databases of several shops, or of tests. */
async function withDatabase(key: string): Promise<string> {
  database ??= cacheVersion(db.connection(), 'database')
  try {
    return `${await database}:${key}`
  } catch (error) {
    database = undefined
    throw error
  }
}
