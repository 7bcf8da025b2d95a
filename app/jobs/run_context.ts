import { setImmediate as turn } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import { now } from '#core/time'
import { reportRun, type ClaimedRun } from '#jobs/actions/change_run'
import type { JobContext } from '#jobs/job'

const REPORT_EVERY_MS = 1_000
/** Also without news: the lease must not end. */
const LEASE_EVERY_MS = 8_000
/** Of a longer log the newest part is kept. */
const LONGEST_LOG = 20_000

/** The run was taken over by another process, or cancelled. */
export class RunTakenAway extends Error {
  constructor() {
    super('The run was taken away')
  }
}

/** A run under way: keeps its lease, and writes its progress and log at most once a second. */
export class RunContext<Payload> implements JobContext<Payload> {
  readonly runId: number
  readonly attempt: number
  readonly signal: AbortSignal
  #abort = new AbortController()
  #timer: NodeJS.Timeout
  #progress = 0
  #message = ''
  #log: string
  #hasNews = false
  #reportedAt = Date.now()

  constructor(
    private run: ClaimedRun,
    readonly payload: Payload,
    { log, signals }: { log: string; signals: AbortSignal[] }
  ) {
    this.runId = run.id
    this.attempt = run.attempts
    this.#log = log
    this.signal = AbortSignal.any([this.#abort.signal, ...signals])
    this.#timer = setInterval(() => void this.#report(), REPORT_EVERY_MS)
  }

  // Functions of their own, so that a handler may take them out of the context.
  progress = (percent: number, message = this.#message): void => {
    this.#progress = Math.max(0, Math.min(100, Math.floor(percent)))
    this.#message = message
    this.#hasNews = true
  }

  log = (line: string): void => {
    this.#log = `${this.#log}${now()} ${line}\n`.slice(-LONGEST_LOG)
    this.#hasNews = true
  }

  breathe = async (): Promise<void> => {
    await turn()
    this.signal.throwIfAborted()
  }

  /** Stops the clock and writes the last news. */
  async end(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#hasNews) await this.#report()
  }

  async #report(): Promise<void> {
    const isDue = this.#hasNews || Date.now() - this.#reportedAt >= LEASE_EVERY_MS
    if (!isDue) return
    this.#hasNews = false
    this.#reportedAt = Date.now()
    try {
      const news = { progress: this.#progress, message: this.#message, log: this.#log }
      if (!(await reportRun(this.run, news))) this.#abort.abort(new RunTakenAway())
    } catch (error) {
      logger.warn({ err: error, run: this.run.id }, 'the progress of a job could not be written')
    }
  }
}
