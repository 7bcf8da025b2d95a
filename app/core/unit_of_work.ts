import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isConnectionLost, OutcomeUnknown } from '#core/connection_faults'
import { CommitFailed, inTransaction } from '#core/transaction'

/** The tries a unit of work gets before its failure is reported. */
const TRIES = 8
/** A lost connection is tried again for so long: about what a restart of the database takes. */
const PATIENCE_MS = 15_000
const LONGEST_PAUSE_MS = 2_000
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
 * rolled back and run again, with growing random pauses, at most 8 times; on a lost connection for a
 * while. Throws {@link OutcomeUnknown} when the connection was lost in the commit. Inside `outer` it joins in.
 */
export async function transact<T>(
  work: (unit: UnitOfWork) => Promise<T>,
  outer?: UnitOfWork
): Promise<T> {
  if (outer) return work(outer)
  const giveUpAt = Date.now() + PATIENCE_MS
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(work, attempt >= LOCKING_TRY)
    } catch (error) {
      await sleep(pauseBefore(error, attempt, giveUpAt))
    }
  }
}

/** How long to wait before the next try; throws the error when there is none. */
function pauseBefore(error: { code?: string }, attempt: number, giveUpAt: number): number {
  if (isConnectionLost(error) && Date.now() < giveUpAt) {
    return Math.random() * Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS)
  }
  if (attempt >= TRIES || !RETRYABLE_CODES.has(error.code ?? '')) throw error
  return Math.random() * Math.min(5 * 2 ** attempt, 250)
}

async function runOnce<T>(work: (unit: UnitOfWork) => Promise<T>, mustLock: boolean): Promise<T> {
  const callbacks: (() => void)[] = []
  const afterCommit = (callback: () => void) => void callbacks.push(callback)
  const result = await inTransaction((trx) => work({ trx, mustLock, afterCommit })).catch(
    (error: unknown) => {
      if (!(error instanceof CommitFailed)) throw error
      throw isConnectionLost(error.cause) ? new OutcomeUnknown() : error.cause
    }
  )
  for (const callback of callbacks) callback()
  return result
}

export function isMysql(): boolean {
  return db.connection().dialect.name === 'mysql'
}
