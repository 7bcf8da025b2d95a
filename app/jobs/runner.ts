import logger from '@adonisjs/core/services/logger'
import { toDatabaseTime } from '#core/time'
import { isMysql } from '#core/unit_of_work'
import { claimRun, recoverRuns } from '#jobs/actions/change_run'
import { listClaimable } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'
import type { QueueDriver } from '#jobs/queue_driver'
import { RunExecutor } from '#jobs/run_executor'
import { onAnnounced } from '#jobs/wake'

const POLL_MS = 1_000
const RUNS_AT_ONCE = 2
const CANDIDATES = 20

/** Runs the jobs of this database's queue, a few at once: the queue driver without a server. */
export class JobRunner implements QueueDriver {
  #executor = new RunExecutor()
  #timer: NodeJS.Timeout | null = null
  #offWake: (() => void) | null = null
  #isLooking = false

  get active(): { id: number; name: string }[] {
    return this.#executor.active
  }

  /** Nothing is to be written for others: they find the runs in the database. */
  publish(): void {}

  async start(): Promise<void> {
    if (this.#timer) return
    this.#executor.resume()
    if (!isMysql()) await recoverRuns()
    this.#timer = setInterval(() => void this.#look(), POLL_MS)
    this.#offWake = onAnnounced(() => void this.#look())
    await this.#look()
  }

  /** Takes no new run, tells those under way to end, and waits for them for some seconds. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#offWake?.()
    await this.#executor.stop()
  }

  /** Resolves when no run is under way. */
  idle(): Promise<void> {
    return this.#executor.idle()
  }

  /** Begins every run that is due and has room. For tests as well. */
  async lookOnce(moment = new Date()): Promise<void> {
    for (const run of await listClaimable(toDatabaseTime(moment), CANDIDATES)) {
      // Whoever ends makes room and looks again: what has come meanwhile may be more urgent than this list.
      if (this.#executor.active.length >= RUNS_AT_ONCE) return
      const job = findJob(run.name)
      if (!job || this.#executor.has(run.id)) continue
      const claimed = await claimRun(run, job)
      if (claimed) {
        void this.#executor.execute({ run, claimed, job }).then(() => {
          if (this.#timer) void this.#look()
        })
      }
    }
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#executor.isStopping) return
    this.#isLooking = true
    try {
      await this.lookOnce()
    } catch (error) {
      logger.error({ err: error }, 'the job queue could not be read')
    } finally {
      this.#isLooking = false
    }
  }
}
