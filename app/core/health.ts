import db from '@adonisjs/lucid/services/db'
import { isValkeyLost } from '#core/valkey_state'

type ReadDetail = () => Promise<unknown>

const details = new Map<string, ReadDetail>()

/** Adds what a module can tell of its state to `/health/ready`: counts and ages, nothing of the business. */
export function registerHealthDetail(name: string, read: ReadDetail): void {
  details.set(name, read)
}

export interface Health {
  /** Degraded: it serves, but slower, or with something that waits; the details say what. */
  status: 'ok' | 'degraded'
  [detail: string]: unknown
}

/** Throws when the database does not answer: then this process cannot serve. */
export async function readHealth(): Promise<Health> {
  await db.connection().rawQuery('SELECT 1')
  const health: Health = { status: isValkeyLost() ? 'degraded' : 'ok' }
  for (const [name, read] of details) health[name] = await read()
  return health
}
