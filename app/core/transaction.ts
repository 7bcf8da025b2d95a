import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'

export interface TransactionOptions {
  /** Left out: the primary. */
  client?: QueryClientContract
  isolationLevel?: 'repeatable read'
}

/** Thrown when COMMIT failed: with the reason, but without knowing what the server made of it. */
export class CommitFailed extends Error {
  constructor(override readonly cause: unknown) {
    super('The transaction could not be committed', { cause })
  }
}

/**
 * Runs `work` in a transaction: committed when it ends well, else rolled back. Throws what `work` threw, why the
 * transaction could not begin, or {@link CommitFailed}. Lucid's own way takes a COMMIT that failed for one that was
 * done, and gives out a transaction whose BEGIN failed: only the promise of the query builder below tells.
 */
export async function inTransaction<T>(
  work: (trx: TransactionClientContract) => Promise<T>,
  { client = db.connection(), ...options }: TransactionOptions = {}
): Promise<T> {
  let outcome: Promise<unknown> = Promise.resolve()
  let failure: { error: unknown } | undefined
  const attempt = async (trx: TransactionClientContract) => {
    outcome = trx.knexClient.executionPromise
    // It is waited for below, where there is somebody to tell.
    outcome.catch(() => undefined)
    try {
      if (trx.isCompleted) await outcome
      return await work(trx)
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  // Only with a function does Lucid look at the options.
  const result = await client.transaction(attempt, options).catch((error: unknown) => {
    // Not what the rollback on a lost connection said.
    throw failure ? failure.error : error
  })
  await outcome.catch((error: unknown) => {
    throw new CommitFailed(error)
  })
  return result
}
