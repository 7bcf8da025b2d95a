import db from '@adonisjs/lucid/services/db'
import { sharedCache } from '#core/cache'
import { changeBus } from '#core/change_bus'
import { inTransaction } from '#core/transaction'
import type { UnitOfWork } from '#core/unit_of_work'
import { readToken } from '#accounts/queries/read_token'
import { isSessionEnded } from '#accounts/queries/is_session_ended'
import { loadActor, type LoadedActor } from '#accounts/queries/load_actor'

const POLL_MS = 250
const LARGEST_CACHE = 10_000

interface TokenEntry {
  tokenId: number
  expiresOn: string
  actor: LoadedActor
}

/** Before the version has been read, nothing can be kept under it. */
const UNKNOWN = -1

/**
 * Users, tokens and sessions as this process last read them, from the shared cache or the database. The row
 * `auth_versions` is raised in the transaction of every change of users, groups, rules and tokens, and when
 * somebody signs out; each process reads it every 250 ms and drops what it holds when it moved, with or
 * without Valkey; what is shared is kept under the version. The process that made the change drops it at once.
 */
class AuthCache {
  #version = UNKNOWN
  #checkedAt = 0
  #checking: Promise<void> | undefined
  #clearings = 0
  #actors = new Map<number, LoadedActor | null>()
  #tokens = new Map<string, TokenEntry | null>()
  #ended = new Map<string, boolean>()
  #seen = new Map<number, string>()

  /** The user with their rights; null when there is none. */
  async actor(userId: number): Promise<LoadedActor | null> {
    await this.#refresh()
    const known = this.#actors.get(userId)
    if (known !== undefined) return known
    const version = this.#version
    const actor = await this.#shared(`user:${userId}`, () => loadSharedActor(userId))
    return this.#keep(this.#actors, { key: userId, value: actor && toActor(actor), version })
  }

  /** What the token with this SHA-256 stands for; null when it is unknown, revoked or expired. */
  async token(hash: string, today: string, now: string): Promise<TokenEntry | null> {
    await this.#refresh()
    let entry = this.#tokens.get(hash)
    if (entry === undefined) entry = await this.#findToken(hash)
    if (!entry || entry.expiresOn < today || !entry.actor.isActive) return null
    this.#seen.set(entry.tokenId, now)
    return entry
  }

  /** Whether somebody has signed out of the session with this key. */
  async isEnded(sessionKey: string): Promise<boolean> {
    await this.#refresh()
    const known = this.#ended.get(sessionKey)
    if (known !== undefined) return known
    const version = this.#version
    const value = await isSessionEnded(sessionKey)
    return this.#keep(this.#ended, { key: sessionKey, value, version })
  }

  /** Call in the transaction of a change: after its commit no process trusts what it held. */
  async changed(unit: UnitOfWork): Promise<void> {
    await unit.trx.from('auth_versions').where('id', 1).increment('version', 1)
    unit.afterCommit(() => {
      this.clear()
      changeBus.tell('auth')
    })
  }

  clear(): void {
    this.#clearings += 1
    this.#version = UNKNOWN
    this.#checkedAt = 0
    this.#forget()
  }

  /** Writes when each token was last used, once for many requests. */
  async writeLastUsed(): Promise<void> {
    const seen = this.#seen
    if (seen.size === 0) return
    this.#seen = new Map()
    try {
      await inTransaction(async (trx) => {
        for (const [id, at] of seen)
          await trx.from('api_tokens').where('id', id).update({ last_used_at: at })
      })
    } catch (error) {
      // Kept for the next time, unless the token has been used again meanwhile.
      this.#seen = new Map([...seen, ...this.#seen])
      throw error
    }
  }

  async #findToken(hash: string): Promise<TokenEntry | null> {
    const version = this.#version
    const token = await this.#shared(`token:${hash}`, () => readToken(hash))
    const actor = token && (await this.actor(token.userId))
    const value = actor ? { tokenId: token.id, expiresOn: token.expiresOn, actor } : null
    return this.#keep(this.#tokens, { key: hash, value, version })
  }

  /** Under the version that was read before: a change since then can only make the value newer. */
  #shared<T>(key: string, read: () => Promise<T>): Promise<T> {
    if (this.#version === UNKNOWN) return read()
    return sharedCache.remember(`auth:${this.#version}:${key}`, read)
  }

  /** Not what was read before a change that has been heard of since. */
  #keep<K, V>(cache: Map<K, V>, { key, value, version }: { key: K; value: V; version: number }): V {
    if (version === UNKNOWN || version !== this.#version) return value
    if (cache.size >= LARGEST_CACHE) cache.clear()
    cache.set(key, value)
    return value
  }

  /** Once more when what was waited for had begun long ago, as on a slow database. */
  async #refresh(): Promise<void> {
    const since = Date.now() - POLL_MS
    while (this.#checkedAt <= since) {
      this.#checking ??= this.#compareVersion().finally(() => (this.#checking = undefined))
      await this.#checking
    }
  }

  #forget(): void {
    this.#actors.clear()
    this.#tokens.clear()
    this.#ended.clear()
  }

  async #compareVersion(): Promise<void> {
    const begun = Date.now()
    const clearings = this.#clearings
    const row = await db.from('auth_versions').where('id', 1).first()
    // What was read before a change that has been heard of since says nothing.
    if (clearings !== this.#clearings) return
    const version = Number(row?.version ?? 0)
    if (version !== this.#version) this.#forget()
    this.#version = version
    this.#checkedAt = begun
  }
}

export const authCache = new AuthCache()

/** An actor as plain data, which any store can keep. */
type SharedActor = Omit<LoadedActor, 'rights'> & {
  rights: (LoadedActor['rights'] extends ReadonlySet<infer R> ? R : never)[]
}

async function loadSharedActor(userId: number): Promise<SharedActor | null> {
  const actor = await loadActor(userId)
  return actor && { ...actor, rights: [...actor.rights] }
}

function toActor(shared: SharedActor): LoadedActor {
  return { ...shared, rights: new Set(shared.rights) }
}
