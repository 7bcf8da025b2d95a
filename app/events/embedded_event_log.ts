import { setImmediate as turn } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import { cleanOutbox } from '#events/actions/clean_outbox'
import { changedParts } from '#events/changed_parts'
import type { AppliedListener, EventLog } from '#events/event_log'
import { allProjections, type Projection } from '#events/projection'
import { Projector } from '#events/projector'
import { onWake } from '#events/wake'
import env from '#start/env'

/** So much of the outbox goes into one transaction while people wait for answers: a few milliseconds. */
const SERVING_BUDGET_BYTES = 48 * 1024
/** … and when nobody does. */
const DRAINING_BUDGET_BYTES = 2 * 1024 * 1024
/** How long a wake waits for company, so that many commits become one transaction. */
const GATHER_MS = 40
const POLL_MS = 1000
/** The database itself does not answer: no use in asking each second. */
const PAUSE_AFTER_FAILURE_MS = 15_000
/** Steps between two clean-ups while there is more to apply. */
const STEPS_BEFORE_CLEANING = 50

/**
 * The event log that needs no service: it reads the outbox of this database and brings every
 * registered projection up to date. One of them runs in a process.
 */
export class EmbeddedEventLog implements EventLog {
  #projectors: Projector[] = []
  #listeners = new Set<AppliedListener>()
  #isRunning = false
  #isWoken = false
  #endRest: (() => void) | null = null
  #loop: Promise<void> = Promise.resolve()
  #offWake: (() => void) | null = null

  constructor(private projections: () => Projection[] = allProjections) {}

  /** Calls `listener` after events were applied to a projection; the answer takes it off again. */
  onApplied(listener: AppliedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#offWake = onWake(() => this.#wake())
    this.#loop = this.#serve()
  }

  /** Ends after the transaction that is under way. */
  async stop(): Promise<void> {
    this.#isRunning = false
    this.#offWake?.()
    this.#endRest?.()
    await this.#loop
  }

  /**
   * Applies all that is pending, in large pieces, and cleans up behind itself. For commands and tests.
   * Throws when an event cannot be applied.
   */
  async drain(report?: () => void): Promise<void> {
    for (const projector of this.#all()) {
      projector.retryNow()
      while (await projector.step(DRAINING_BUDGET_BYTES)) {
        this.#tell(projector)
        report?.()
        await this.#clean()
      }
      const { held, lastError } = projector.state()
      if (held > 0) {
        throw new Error(
          `${held} events cannot be applied to ${projector.projection.name}: ${lastError}`
        )
      }
    }
    while ((await this.#clean()) > 0);
  }

  /** Removes outbox rows that nobody needs any more; gives how many. With Kafka the relay does so. */
  async #clean(): Promise<number> {
    if (env.eventLog === 'kafka') return 0
    const all = new Set([...allProjections(), ...this.projections()])
    return cleanOutbox([...all].map((projection) => projection.name))
  }

  #all(): Projector[] {
    for (const projection of this.projections()) {
      const isKnown = this.#projectors.some((projector) => projector.projection === projection)
      if (!isKnown) this.#projectors.push(new Projector(projection))
    }
    return this.#projectors
  }

  #wake(): void {
    this.#isWoken = true
    this.#endRest?.()
  }

  async #serve(): Promise<void> {
    for (let steps = 1; this.#isRunning; steps++) {
      this.#isWoken = false
      const isMore = await this.#stepAll()
      if (!isMore || steps % STEPS_BEFORE_CLEANING === 0) await this.#cleanQuietly()
      if (isMore) await turn()
      else await this.#rest()
    }
  }

  async #stepAll(): Promise<boolean> {
    let isMore = false
    for (const projector of this.#all()) {
      try {
        if (!(await projector.step(SERVING_BUDGET_BYTES))) continue
        isMore = true
        this.#tell(projector)
      } catch (error) {
        logger.error({ err: error }, 'the outbox could not be read; it is tried again later')
        await this.#pause(PAUSE_AFTER_FAILURE_MS, false)
      }
    }
    return isMore
  }

  async #cleanQuietly(): Promise<void> {
    try {
      await this.#clean()
    } catch (error) {
      logger.warn({ err: error }, 'the outbox could not be cleaned')
    }
  }

  /** Sleeps until a commit wakes it, or a second at most: another process may have written. */
  async #rest(): Promise<void> {
    if (!this.#isWoken) await this.#pause(POLL_MS)
    if (this.#isRunning) await this.#pause(GATHER_MS, false)
  }

  #pause(milliseconds: number, endsOnWake = true): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#endRest = null
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      this.#endRest = () => (endsOnWake || !this.#isRunning) && end()
    })
  }

  #tell(projector: Projector): void {
    const { projection, position, isBehind } = projector.state()
    const parts = changedParts(projector.applied)
    for (const listener of this.#listeners) listener({ projection, position, isBehind, parts })
  }
}

/** The one of this process. */
export const eventLog = new EmbeddedEventLog()

/**
 * Brings every read model up to date by this process; see {@link EmbeddedEventLog.drain}. With Kafka too:
 * what has been applied is skipped when it comes by the brokers.
 */
export function drainProjections(report?: () => void): Promise<void> {
  return eventLog.drain(report)
}
