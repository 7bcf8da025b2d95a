import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

/** The tries a unit of work gets before its failure is reported. */
const TRIES = 8
/** From this try on a unit must lock what it reads, so that it can no longer be overtaken. */
const LOCKING_TRY = 4

const RETRYABLE_CODES = new Set([
  'E_OVERTAKEN',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
])

/** Thrown inside a unit of work when a conditional update found the row changed: the unit runs again. */
export class Overtaken extends Error {
  code = 'E_OVERTAKEN'
}

/** One database transaction: every write of one act, all or nothing. */
export interface UnitOfWork {
  readonly trx: TransactionClientContract
  /** True on late tries: rows that decide the outcome must be read FOR UPDATE. */
  readonly mustLock: boolean
  /** Runs once the transaction is durable; never when it was rolled back. */
  afterCommit(callback: () => void): void
}

/**
 * Runs `work` in one transaction. On a deadlock, a lock wait or {@link Overtaken} the whole of it is
 * rolled back and run again, with growing random pauses, at most 8 times. Inside `outer` it joins in.
 */
export async function transact<T>(
  work: (unit: UnitOfWork) => Promise<T>,
  outer?: UnitOfWork
): Promise<T> {
  if (outer) return work(outer)
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(work, attempt >= LOCKING_TRY)
    } catch (error) {
      if (attempt >= TRIES || !RETRYABLE_CODES.has(error?.code)) throw error
      await sleep(Math.random() * Math.min(5 * 2 ** attempt, 250))
    }
  }
}

async function runOnce<T>(work: (unit: UnitOfWork) => Promise<T>, mustLock: boolean): Promise<T> {
  const callbacks: (() => void)[] = []
  const result = await db.transaction(
    (trx) => work({ trx, mustLock, afterCommit: (callback) => callbacks.push(callback) }),
    isMysql() ? { isolationLevel: 'read committed' } : undefined
  )
  for (const callback of callbacks) callback()
  return result
}

export function isMysql(): boolean {
  return db.connection().dialect.name === 'mysql'
}
