import { setTimeout as sleep } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import { toDatabaseTime } from '#core/time'
import { isMysql } from '#core/unit_of_work'
import {
  buryRun,
  claimRun,
  failRun,
  finishRun,
  recoverRuns,
  releaseRun,
  type ClaimedRun,
} from '#jobs/actions/change_run'
import type { Job } from '#jobs/job'
import { listClaimable, type JobRun } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'
import { RunContext, RunTakenAway } from '#jobs/run_context'
import { onWake } from '#jobs/wake'

const POLL_MS = 1_000
const RUNS_AT_ONCE = 2
const CANDIDATES = 20
/** How long a handler may take to notice that it is to end. */
const GRACE_MS = 5_000

/** The server is stopping: the run goes back and is done again after the next start. */
class Stopping extends Error {
  constructor() {
    super('The server is stopping')
  }
}

/** Runs the jobs of this database's queue, a few at once; one run of a job at a time. */
export class JobRunner {
  #stop = new AbortController()
  #active = new Map<number, { name: string; ended: Promise<void> }>()
  #timer: NodeJS.Timeout | null = null
  #offWake: (() => void) | null = null
  #isLooking = false

  async start(): Promise<void> {
    if (this.#timer) return
    this.#stop = new AbortController()
    if (!isMysql()) await recoverRuns()
    this.#timer = setInterval(() => void this.#look(), POLL_MS)
    this.#offWake = onWake(() => void this.#look())
    await this.#look()
  }

  /** Takes no new run, tells those under way to end, and waits for them for some seconds. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#offWake?.()
    this.#stop.abort(new Stopping())
    await Promise.race([this.idle(), sleep(GRACE_MS, undefined, { ref: false })])
  }

  /** Resolves when no run is under way. */
  async idle(): Promise<void> {
    while (this.#active.size > 0)
      await Promise.all([...this.#active.values()].map((one) => one.ended))
  }

  /** Begins every run that is due and has room. For tests as well. */
  async lookOnce(moment = new Date()): Promise<void> {
    for (const run of await listClaimable(toDatabaseTime(moment), CANDIDATES)) {
      const job = findJob(run.name)
      if (!job || !this.#hasRoomFor(run)) continue
      const claimed = await claimRun(run)
      if (claimed) this.#begin(run, claimed, job)
    }
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#stop.signal.aborted) return
    this.#isLooking = true
    try {
      await this.lookOnce()
    } catch (error) {
      logger.error({ err: error }, 'the job queue could not be read')
    } finally {
      this.#isLooking = false
    }
  }

  #hasRoomFor(run: JobRun): boolean {
    if (this.#active.size >= RUNS_AT_ONCE || this.#active.has(run.id)) return false
    return ![...this.#active.values()].some((one) => one.name === run.name)
  }

  #begin(run: JobRun, claimed: ClaimedRun, job: Job): void {
    const ended = this.#execute(run, claimed, job)
      .catch((error) => logger.error({ err: error, run: run.id }, 'a job run could not be settled'))
      .finally(() => {
        this.#active.delete(run.id)
        if (this.#timer) void this.#look()
      })
    this.#active.set(run.id, { name: run.name, ended })
  }

  async #execute(run: JobRun, claimed: ClaimedRun, job: Job): Promise<void> {
    if (claimed.attempts > job.maxAttempts) {
      logger.error({ job: run.name, run: run.id }, 'a job was given up: each try ended its process')
      await buryRun(claimed, 'The process that ran this job was gone each time')
      return
    }
    try {
      await finishRun(claimed, await this.#handle(run, claimed, job))
    } catch (error) {
      await this.#settleFailure({ run, claimed, job, error })
    }
  }

  async #handle(run: JobRun, claimed: ClaimedRun, job: Job): Promise<unknown> {
    const payload = await job.payload.validate(JSON.parse(run.payload)).catch((error) => {
      throw new UnusablePayload(error)
    })
    const timeLimit = AbortSignal.timeout(job.timeLimitMs)
    const context = new RunContext(claimed, payload, {
      log: run.log ?? '',
      signals: [timeLimit, this.#stop.signal],
    })
    try {
      return await Promise.race([job.handle(context), rejectAfter(context.signal)])
    } finally {
      await context.end()
    }
  }

  async #settleFailure({ run, claimed, job, error }: Failure): Promise<void> {
    if (error instanceof RunTakenAway) return
    if (error instanceof Stopping || this.#stop.signal.aborted) {
      await releaseRun(claimed)
      return
    }
    logger.error(
      { err: error, job: run.name, run: run.id, attempt: claimed.attempts },
      'a job failed'
    )
    if (error instanceof UnusablePayload) await buryRun(claimed, error.cause)
    else await failRun(claimed, job, error)
  }
}

interface Failure {
  run: JobRun
  claimed: ClaimedRun
  job: Job
  error: unknown
}

/** A payload that the job does not take will be no better next time. */
class UnusablePayload extends Error {
  constructor(cause: unknown) {
    super('The payload cannot be used', { cause })
  }
}

/** Rejects some seconds after the signal: a handler that does not listen holds up nothing. */
function rejectAfter(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abandon = () => setTimeout(() => reject(signal.reason), GRACE_MS).unref()
    if (signal.aborted) abandon()
    else signal.addEventListener('abort', abandon, { once: true })
  })
}

export const jobRunner = new JobRunner()
