import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { replicaNames } from '#config/database'
import env from '#start/env'
import { isConnectionLost } from '#core/connection_faults'
import { changeRows, selectRows } from '#core/sql'
import { inTransaction } from '#core/transaction'
import { isMysql, transact } from '#core/unit_of_work'

/** A replica that does not answer within this is away. */
const ANSWER_WITHIN_MS = 2_000
/** One that was away or behind is left alone for so long: nobody waits for it again meanwhile. */
const REST_MS = 5_000
const LONGEST_PAUSE_MS = 250

const current = new AsyncLocalStorage<QueryClientContract>()

/** What long reads ask: a replica inside of {@link readFromReplica}, else the primary. */
export function reader(): QueryClientContract {
  return current.getStore() ?? db.connection()
}

/**
 * Runs a long read on a replica, or on the primary where none is set, there, or near enough. The replica is taken
 * only when it has everything that was committed before: the answer is never older than the question. `work` may
 * run twice, for when the replica goes away in the middle it is done again on the primary.
 */
export async function readFromReplica<T>(
  work: () => Promise<T>,
  { patienceMs = env.database.replicaMaxLagSeconds * 1_000 } = {}
): Promise<T> {
  const replica = await readyReplica(patienceMs)
  if (!replica) return work()
  try {
    return await current.run(replica.client, work)
  } catch (error) {
    if (await replica.isThere()) throw error
    return work()
  }
}

/**
 * As {@link readFromReplica}, but all that `work` reads is of one moment, however long it takes and whatever is booked
 * meanwhile. Not on SQLite: its one connection is nobody's to hold, and what is committed there has the higher id.
 */
export function readOneMoment<T>(work: () => Promise<T>): Promise<T> {
  if (!isMysql()) return readFromReplica(work)
  return readFromReplica(async () => {
    try {
      return await inSnapshot(work)
    } catch (error) {
      if (current.getStore() || !isConnectionLost(error)) throw error
      return inSnapshot(work)
    }
  })
}

function inSnapshot<T>(work: () => Promise<T>): Promise<T> {
  const client = reader()
  return inTransaction((trx) => current.run(trx, work), {
    client,
    isolationLevel: 'repeatable read',
  })
}

/** What is asked for piece by piece is read as here, whoever asks: streams do it from anywhere. */
export function readAsHere<T>(pieces: AsyncIterable<T>): AsyncGenerator<T> {
  return walkWith(pieces[Symbol.asyncIterator](), AsyncLocalStorage.snapshot())
}

async function* walkWith<T>(
  iterator: AsyncIterator<T>,
  here: <R>(work: () => R) => R
): AsyncGenerator<T> {
  try {
    for (;;) {
      const piece = await here(() => iterator.next())
      if (piece.done) return
      yield piece.value
    }
  } finally {
    await iterator.return?.()
  }
}

/** A server that follows the primary. */
export class Replica {
  #restsUntil = 0
  #isUsable = true

  constructor(readonly name: string) {}

  get client(): QueryClientContract {
    return db.connection(this.name)
  }

  get isResting(): boolean {
    return Date.now() < this.#restsUntil
  }

  /** The last mark that has come here; null when it does not answer. */
  async readMark(): Promise<number | null> {
    const tooLate = sleep(ANSWER_WITHIN_MS, null, { ref: false })
    const mark = await Promise.race([readMark(this.client), tooLate]).catch(() => null)
    if (mark === null) this.rest('out of reach')
    return mark
  }

  async isThere(): Promise<boolean> {
    return (await this.readMark()) !== null
  }

  /** Said once in the log, until it is used again. */
  rest(reason: string): void {
    this.#restsUntil = Date.now() + REST_MS
    if (this.#isUsable) logger.warn({ replica: this.name, reason }, 'long reads go to the primary')
    this.#isUsable = false
  }

  use(): this {
    if (!this.#isUsable) logger.info({ replica: this.name }, 'long reads go to the replica again')
    this.#isUsable = true
    return this
  }
}

const replicas = replicaNames.map((name) => new Replica(name))
let turn = 0

/** The first, in turns, that has all that was committed until now; null when none has it in time. */
async function readyReplica(patienceMs: number): Promise<Replica | null> {
  const candidates = inTurn().filter(({ isResting }) => !isResting)
  if (candidates.length === 0) return null
  const mark = await setMark()
  const giveUpAt = Date.now() + patienceMs
  let pauseMs = 5
  for (;;) {
    const found = await firstWith(mark, candidates)
    if (found) return found.use()
    if (Date.now() >= giveUpAt || candidates.every(({ isResting }) => isResting)) break
    await sleep(pauseMs)
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
  for (const replica of candidates) replica.rest(`more than ${patienceMs} ms behind`)
  return null
}

async function firstWith(mark: number, candidates: readonly Replica[]): Promise<Replica | null> {
  for (const replica of candidates) {
    if (replica.isResting) continue
    const seen = await replica.readMark()
    if (seen !== null && seen >= mark) return replica
  }
  return null
}

function inTurn(): Replica[] {
  turn = (turn + 1) % Math.max(1, replicas.length)
  return [...replicas.slice(turn), ...replicas.slice(0, turn)]
}

/**
 * Raises the mark on the primary. Replicas commit in the order of the primary, so one that shows this mark has all
 * that was committed before it; this takes no right that Bincard has not, and every kind of replication will do.
 */
export function setMark(): Promise<number> {
  return transact(async ({ trx }) => {
    await changeRows(trx, 'UPDATE replica_marks SET mark = mark + 1 WHERE id = 1')
    return readMark(trx)
  })
}

async function readMark(client: QueryClientContract): Promise<number> {
  const [row] = await selectRows<{ mark: number }>(
    client,
    'SELECT mark FROM replica_marks WHERE id = 1'
  )
  return Number(row?.mark ?? 0)
}
