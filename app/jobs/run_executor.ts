import { setTimeout as sleep } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import { buryRun, failRun, finishRun, releaseRun, type ClaimedRun } from '#jobs/actions/change_run'
import type { Job } from '#jobs/job'
import type { JobRun } from '#jobs/queries/read_runs'
import { RunContext, RunTakenAway } from '#jobs/run_context'

/** How long a handler may take to notice that it is to end. */
const GRACE_MS = 5_000

/** The process is stopping: the run goes back and is done again by another or after the next start. */
class Stopping extends Error {
  constructor() {
    super('The server is stopping')
  }
}

/** A payload that the job does not take will be no better next time. */
class UnusablePayload extends Error {
  constructor(cause: unknown) {
    super('The payload cannot be used', { cause })
  }
}

interface Execution {
  run: JobRun
  claimed: ClaimedRun
  job: Job
}

/** Carries out claimed runs and settles how each ended; knows which are under way in this process. */
export class RunExecutor {
  #stop = new AbortController()
  #active = new Map<number, { name: string; ended: Promise<void> }>()

  /** The ids and job names of the runs under way. */
  get active(): { id: number; name: string }[] {
    return [...this.#active].map(([id, { name }]) => ({ id, name }))
  }

  get isStopping(): boolean {
    return this.#stop.signal.aborted
  }

  has(id: number): boolean {
    return this.#active.has(id)
  }

  /** Takes runs again after a stop. */
  resume(): void {
    this.#stop = new AbortController()
  }

  /** Tells the runs under way to end, and waits for them for some seconds. */
  async stop(): Promise<void> {
    this.#stop.abort(new Stopping())
    await Promise.race([this.idle(), sleep(GRACE_MS, undefined, { ref: false })])
  }

  /** Resolves when no run is under way. */
  async idle(): Promise<void> {
    while (this.#active.size > 0)
      await Promise.all([...this.#active.values()].map((one) => one.ended))
  }

  /** Carries out one run; resolves when it is settled, whatever came of it. */
  execute(execution: Execution): Promise<void> {
    const { run } = execution
    const ended = this.#carryOut(execution)
      .catch((error) => logger.error({ err: error, run: run.id }, 'a job run could not be settled'))
      .finally(() => this.#active.delete(run.id))
    this.#active.set(run.id, { name: run.name, ended })
    return ended
  }

  async #carryOut({ run, claimed, job }: Execution): Promise<void> {
    if (claimed.attempts > job.maxAttempts) {
      logger.error({ job: run.name, run: run.id }, 'a job was given up: each try ended its process')
      await buryRun(claimed, 'The process that ran this job was gone each time')
      return
    }
    try {
      await finishRun(claimed, await this.#handle({ run, claimed, job }))
    } catch (error) {
      await this.#settleFailure({ run, claimed, job }, error)
    }
  }

  async #handle({ run, claimed, job }: Execution): Promise<unknown> {
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

  async #settleFailure({ run, claimed, job }: Execution, error: unknown): Promise<void> {
    if (error instanceof RunTakenAway) return
    if (error instanceof Stopping || this.isStopping) {
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

/** Rejects some seconds after the signal: a handler that does not listen holds up nothing. */
function rejectAfter(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abandon = () => setTimeout(() => reject(signal.reason), GRACE_MS).unref()
    if (signal.aborted) abandon()
    else signal.addEventListener('abort', abandon, { once: true })
  })
}
