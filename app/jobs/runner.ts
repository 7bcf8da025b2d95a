import logger from '@adonisjs/core/services/logger'
import { toDatabaseTime } from '#core/time'
import { isMysql } from '#core/unit_of_work'
import { claimRun, recoverRuns, type Refusal } from '#jobs/actions/change_run'
import { listClaimable, type JobRun } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'
import type { QueueDriver } from '#jobs/queue_driver'
import { RunExecutor } from '#jobs/run_executor'
import { onAnnounced } from '#jobs/wake'

const POLL_MS = 1_000
const RUNS_AT_ONCE = 2
const CANDIDATES = 20

/** What one look has come to know. */
interface Look {
  /** Runs that were begun: one that failed at once is for the next look. */
  begun: Set<number>
  /** Names of jobs that have no room, or are not known here. */
  full: Set<string>
}

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

  /** Begins every run that is due and has room, each once. For tests as well. */
  async lookOnce(moment = new Date()): Promise<void> {
    const look: Look = { begun: new Set(), full: new Set() }
    while (this.#executor.active.length < RUNS_AT_ONCE && !this.#executor.isStopping) {
      // Read anew for each: what has come meanwhile may be more urgent.
      const runs = await listClaimable(toDatabaseTime(moment), {
        limit: CANDIDATES + look.begun.size,
        except: [...look.full],
      })
      if (!(await this.#beginOne(runs, look))) return
    }
  }

  /** Begins the first that can be had. False when there is nothing more to look at. */
  async #beginOne(runs: readonly JobRun[], { begun, full }: Look): Promise<boolean> {
    const wereFull = full.size
    for (const run of runs) {
      if (full.has(run.name) || begun.has(run.id) || this.#executor.has(run.id)) continue
      const outcome = await this.#begin(run)
      if (outcome === 'no room') full.add(run.name)
      if (outcome !== 'begun') continue
      begun.add(run.id)
      return true
    }
    // Runs of other jobs may wait behind those of jobs that have no room.
    return full.size > wereFull
  }

  async #begin(run: JobRun): Promise<'begun' | Refusal> {
    const job = findJob(run.name)
    if (!job) return 'no room'
    const claimed = await claimRun(run, job)
    if (typeof claimed === 'string') return claimed
    void this.#executor.execute({ run, claimed, job }).then(() => {
      if (this.#timer) void this.#look()
    })
    return 'begun'
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
