import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'
import { now, toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { tellGivenUp } from '#jobs/actions/tell_given_up'
import type { Job } from '#jobs/job'
import { tellConsole } from '#jobs/live'
import type { JobRun } from '#jobs/queries/read_runs'

/** A run is another's when nobody has renewed its lease for so long. */
export const LEASE_MS = 30_000

const LONGEST_ERROR = 8_000
const LONGEST_MESSAGE = 250

/** A claimed run: `attempts` is the fence, so that whoever lost the run cannot write to it any more. */
export type ClaimedRun = Pick<JobRun, 'id' | 'attempts'>

/** Why a run cannot be had now: as many of its job are under way as may be (or it is paused), or it changed. */
export type Refusal = 'no room' | 'taken'

function leaseEnd(): string {
  return toDatabaseTime(new Date(Date.now() + LEASE_MS))
}

/** The row, while the run is still this one's. */
function ours(client: QueryClientContract, run: ClaimedRun) {
  return client.from('job_runs').where({ id: run.id, state: 'running', attempts: run.attempts })
}

async function change(run: ClaimedRun, fields: Record<string, unknown>): Promise<boolean> {
  const changed = await ours(db.connection(), run).update(fields)
  tellConsole()
  return Number(changed) === 1
}

/**
 * Takes a run if it is still as it was read, its job is not paused, and fewer of the job are under way
 * than its limit allows: of two processes one gets it. Else gives why not: the job has no room for more,
 * or the run is another's.
 */
export function claimRun(run: JobRun, { concurrency }: Pick<Job, 'concurrency'>) {
  return transact(async ({ trx, afterCommit }): Promise<ClaimedRun | Refusal> => {
    if (!(await lockQueue(trx, run.name))) return 'no room'
    if ((await countRunning(trx, run)) >= concurrency) return 'no room'
    const claimed = { id: run.id, attempts: run.attempts + 1 }
    const changed = await trx
      .from('job_runs')
      .where({ id: run.id, state: run.state, attempts: run.attempts })
      .where('run_at', run.run_at)
      .update({
        state: 'running',
        attempts: claimed.attempts,
        locked_until: leaseEnd(),
        started_at: now(),
        finished_at: null,
      })
    afterCommit(tellConsole)
    return Number(changed) === 1 ? claimed : 'taken'
  })
}

/** Until the transaction ends nobody else claims a run of this job. False when the job is paused. */
async function lockQueue(trx: TransactionClientContract, name: string): Promise<boolean> {
  const lock = () => trx.from('job_queues').where({ name, is_paused: false }).increment('claims', 1)
  if (Number(await lock()) > 0) return true
  await trx.knexQuery().table('job_queues').insert({ name }).onConflict('name').ignore()
  return Number(await lock()) > 0
}

/** Runs of the same job that somebody carries out now. */
async function countRunning(trx: TransactionClientContract, run: JobRun): Promise<number> {
  const [{ running }] = await selectRows<{ running: number }>(
    trx,
    `SELECT COUNT(*) AS running FROM job_runs
     WHERE state = 'running' AND name = ? AND locked_until >= ? AND id <> ?`,
    [run.name, now(), run.id]
  )
  return Number(running)
}

/** Renews the lease and writes how far the run is. False when the run was taken away or cancelled. */
export function reportRun(
  run: ClaimedRun,
  report: { progress: number; message: string; log: string }
): Promise<boolean> {
  const message = report.message.slice(0, LONGEST_MESSAGE)
  return change(run, { ...report, message, locked_until: leaseEnd() })
}

export function finishRun(run: ClaimedRun, result: unknown): Promise<boolean> {
  return change(run, {
    state: 'done',
    progress: 100,
    result: result === undefined ? null : JSON.stringify(result),
    error: null,
    dedup_key: null,
    locked_until: null,
    finished_at: now(),
  })
}

/** Lets the run be tried again after a pause, or not at all when it had its tries. */
export function failRun(run: ClaimedRun, job: Job, error: unknown): Promise<boolean> {
  if (run.attempts >= job.maxAttempts) return buryRun(run, error)
  return change(run, {
    state: 'failed',
    error: textOf(error),
    locked_until: null,
    finished_at: now(),
    run_at: toDatabaseTime(new Date(Date.now() + pauseAfter(run.attempts, job))),
  })
}

/** Ends a run for good without success. */
export async function buryRun(run: ClaimedRun, error: unknown): Promise<boolean> {
  const isBuried = await transact(async (unit) => {
    const changed = await ours(unit.trx, run).update({
      state: 'dead',
      error: textOf(error),
      dedup_key: null,
      locked_until: null,
      finished_at: now(),
    })
    if (Number(changed) !== 1) return false
    const [reason] = textOf(error).split('\n')
    await tellGivenUp(unit, run.id, `The job was given up: ${reason}`)
    return true
  })
  tellConsole()
  return isBuried
}

/** Gives a run back that was interrupted by a stop of the server: that is not its fault, so it is no try. */
export function releaseRun(run: ClaimedRun): Promise<boolean> {
  return change(run, {
    state: 'waiting',
    attempts: run.attempts - 1,
    locked_until: null,
    run_at: now(),
  })
}

/**
 * With the embedded database there is one server process: what is marked as running when it starts
 * belonged to one that is gone, and need not wait for its lease to end.
 */
export async function recoverRuns(): Promise<void> {
  await db
    .from('job_runs')
    .where('state', 'running')
    .update({ locked_until: toDatabaseTime(new Date(0)) })
}

function pauseAfter(attempts: number, { backoff }: Job): number {
  const pause = Math.min(backoff.firstMs * 2 ** (attempts - 1), backoff.longestMs)
  return pause * (0.5 + Math.random() / 2)
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.slice(0, LONGEST_ERROR)
}
