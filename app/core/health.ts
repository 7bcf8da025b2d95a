import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { databaseAway } from '#core/connection_faults'
import { isDatabaseHanging } from '#core/database_silence'
import { isValkeyLost } from '#core/valkey_state'

/** Whoever looks after servers does not wait longer than some seconds for their health. */
const ANSWER_WITHIN_MS = 4_000

interface Detail<T> {
  read: () => Promise<T>
  isDegraded?: (detail: T) => boolean
}

type ReadDetail = () => Promise<{ detail: unknown; isDegraded: boolean }>

const details = new Map<string, ReadDetail>()

/**
 * Adds what a module can tell of its state to `/health/ready`: counts and ages, nothing of the business; and whether that
 * makes the whole degraded.
 */
export function registerHealthDetail<T>(name: string, { read, isDegraded }: Detail<T>): void {
  details.set(name, async () => {
    const detail = await read()
    return { detail, isDegraded: isDegraded?.(detail) ?? false }
  })
}

export interface Health {
  /** Degraded: it serves, but slower, or with something that waits; the details say what. */
  status: 'ok' | 'degraded'
  [detail: string]: unknown
}

/** Throws when the database does not answer: then this process cannot serve. */
export async function readHealth(): Promise<Health> {
  if (isDatabaseHanging(db.primaryConnectionName)) throw databaseAway()
  const health = await Promise.race([readAll(), sleep(ANSWER_WITHIN_MS, undefined, { ref: false })])
  if (!health) throw databaseAway()
  return health
}

async function readAll(): Promise<Health> {
  await db.connection().rawQuery('SELECT 1')
  const health: Health = { status: isValkeyLost() ? 'degraded' : 'ok' }
  for (const [name, read] of details) {
    const { detail, isDegraded } = await read()
    health[name] = detail
    if (isDegraded) health.status = 'degraded'
  }
  return health
}
