import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { BentoCache } from '@adonisjs/cache'
import type { CacheService } from '@adonisjs/cache/types'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import cacheConfig from '#config/cache'
import env from '#start/env'
import { Cache, cacheVersion, raiseCacheVersion, type CacheStore } from '#core/cache'
import { readHealth } from '#core/health'
import { connectToValkey } from '#core/valkey'

/** A cache as another process has it: with a memory of its own. */
async function ownCache(name: CacheStore) {
  const { stores, ...options } = cacheConfig
  const store = await stores[name].entry().resolver(app)
  const manager = new BentoCache({ ...options, default: name, stores: { [name]: store } })
  const cache = new Cache(name, manager as unknown as CacheService)
  const end = () => manager.disconnectAll()
  if (name === 'valkey') await untilShared(cache)
  return { cache, end }
}

/** Right after it was made it is not connected yet, and keeps the first values for itself. */
async function untilShared(cache: Cache): Promise<void> {
  const server = connectToValkey({ name: 'tests', waits: true })
  await patiently(async () => {
    const key = `tests:${crypto.randomUUID()}`
    await cache.remember(key, async () => true)
    return (await server.keys(`*${key}`)).length > 0
  })
  server.disconnect()
}

async function patiently(isTrue: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error('It did not happen')
    await sleep(20)
  }
}

/** A value that says how often it was read. */
function counted<T>(value: T) {
  const reader = { times: 0, read: async () => (reader.times++, value) }
  return reader
}

interface Program {
  environment: { VALKEY_PORT: string }
  stop(): Promise<void>
  startAgain(): Promise<void>
}

const stores: CacheStore[] = process.env.VALKEY_HOST ? ['memory', 'valkey'] : ['memory']
for (const name of stores) {
  test.group(`A cache in ${name}`, (group) => {
    let cache: Cache
    let other: Cache
    group.setup(async () => {
      const [one, two] = await Promise.all([ownCache(name), ownCache(name)])
      ;[cache, other] = [one.cache, two.cache]
      return async () => void (await Promise.all([one.end(), two.end()]))
    })
    const key = () => `tests:${crypto.randomUUID()}`

    test('reads a value once, and keeps it to the last digit', async ({ assert }) => {
      const value = { sum: 2n ** 70n, rows: [{ name: 'Ⱥ "quoted"\n', cost: -1n }], none: null }
      const reader = counted(value)
      const mine = key()

      assert.deepEqual(await cache.remember(mine, reader.read), value)
      assert.deepEqual(await cache.remember(mine, reader.read), value)
      assert.equal(reader.times, 1)
      await cache.forget(mine)
      assert.deepEqual(await cache.remember(mine, reader.read), value)
      assert.equal(reader.times, 2)
    })

    test('reads once for those who ask at the same time', async ({ assert }) => {
      const reader = counted([1, 2, 3])
      const mine = key()
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => cache.remember(mine, reader.read))
      )
      assert.isTrue(answers.every((answer) => answer.length === 3))
      assert.equal(reader.times, 1)
    })

    test('keeps neither nothing nor a failure', async ({ assert }) => {
      const nothing = counted(null)
      const mine = key()
      assert.isNull(await cache.remember(mine, nothing.read))
      await assert.rejects(() => cache.remember(mine, () => Promise.reject(new Error('away'))))
      assert.equal(await cache.remember(mine, async () => 'there'), 'there')
      assert.equal(nothing.times, 1)
    })

    test('forgets a value when its version rises, everywhere', async ({ assert }) => {
      const client = db.connection()
      const mine = key()
      const read = async (one: Cache, value: string) =>
        one.remember(`${mine}:${await cacheVersion(client, 'figures')}`, async () => value)

      assert.equal(await read(cache, 'old'), 'old')
      assert.equal(await read(other, 'later'), name === 'valkey' ? 'old' : 'later')
      await raiseCacheVersion(client, 'figures')
      assert.equal(await read(other, 'new'), 'new')
      assert.equal(await read(cache, 'new'), 'new')
    })
  })
}

if (process.env.VALKEY_HOST) {
  test.group('A lost Valkey', () => {
    test('stops nobody, is told in the health, and is used again when it is back', async ({
      assert,
      cleanup,
    }) => {
      const folder = mkdtempSync(join(tmpdir(), 'bincard-valkey-'))
      const { startValkey } = await import(app.makePath('bin/services/valkey.js'))
      const server: Program = await startValkey(folder)
      const port = env.valkey.port
      env.valkey.port = Number(server.environment.VALKEY_PORT)
      const [{ cache, end }, other] = await Promise.all([ownCache('valkey'), ownCache('valkey')])
      cleanup(async () => {
        env.valkey.port = port
        await Promise.all([end(), other.end()])
        await server.stop()
        rmSync(folder, { recursive: true })
      })
      const hasStatus = (wanted: string) =>
        patiently(async () => (await readHealth()).status === wanted)

      assert.equal(await cache.remember('tests:lost', async () => 1), 1)
      assert.equal(await other.cache.remember('tests:lost', async () => 2), 1, 'shared')
      await hasStatus('ok')
      await server.stop()
      await hasStatus('degraded')
      assert.equal(await cache.remember('tests:lost', async () => 3), 1, 'from memory')
      assert.equal(await other.cache.remember('tests:away', async () => 4), 4, 'read anew')

      await server.startAgain()
      await hasStatus('ok')
      await patiently(async () => {
        const key = `tests:${crypto.randomUUID()}`
        await cache.remember(key, async () => 'shared')
        return (await other.cache.remember(key, async () => 'own')) === 'shared'
      })
    })
  })
}
