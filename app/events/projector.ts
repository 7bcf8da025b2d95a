import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { applyEvents } from '#events/actions/apply_events'
import { holdEvent } from '#events/actions/hold_event'
import { moveInOutbox } from '#events/actions/move_position'
import type { CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'
import {
  leftInOutbox,
  listPendingEvents,
  readEvents,
  type PendingEvent,
} from '#events/queries/list_pending_events'

const EVENTS_A_STEP = 200
const LONGEST_PAUSE_MS = 60_000
/** With so many failures in a row it is not the event that is at fault. */
const FAILURES_BEFORE_PAUSE = 3

interface HeldEvent {
  attempts: number
  retryAt: number
  error: string
}

export interface ProjectorState {
  projection: string
  /** Events that failed and wait for their next try. */
  held: number
  lastError: string | null
  /** The newest event applied by this process. */
  position: number
  /** True when there is more to apply than was taken last. */
  isBehind: boolean
}

/**
 * Brings one projection up to date, a bounded piece of the pending events at a time. An event that
 * fails is held back for a while, so that neither it nor those behind it stop the others.
 */
export class Projector {
  #held = new Map<string, HeldEvent>()
  #failuresInRow = 0
  #pausedUntil = 0
  /** So many events are still taken one at a time, to find the one that fails. */
  #carefulFor = 0
  #lastError: string | null = null
  #position = 0
  #isBehind = false
  #applied: CloudEvent[] = []

  constructor(readonly projection: Projection) {}

  /** Applies the next events, at most about `budgetBytes` of them; false when there were none to apply. */
  async step(budgetBytes: number, clock = Date.now()): Promise<boolean> {
    if (clock < this.#pausedUntil) return false
    const batch = await this.#nextBatch(budgetBytes, clock)
    if (batch.length === 0) return false
    try {
      const events = await readEvents(
        db.connection(),
        batch.map((event) => event.id)
      )
      const move = moveInOutbox(this.projection.name, batch[batch.length - 1].id)
      this.#applied = await applyEvents(this.projection, { events, move, stillLeft: leftInOutbox })
      this.#succeeded(batch)
    } catch (error) {
      this.#applied = []
      await this.#failed(batch, error, clock)
    }
    return true
  }

  state(): ProjectorState {
    return {
      projection: this.projection.name,
      held: this.#held.size,
      lastError: this.#lastError,
      position: this.#position,
      isBehind: this.#isBehind,
    }
  }

  /** What the last step has applied. */
  get applied(): readonly CloudEvent[] {
    return this.#applied
  }

  /** Forgets every pause, so that what failed is tried again at once. */
  retryNow(): void {
    this.#pausedUntil = 0
    for (const held of this.#held.values()) held.retryAt = 0
  }

  async #nextBatch(budgetBytes: number, clock: number): Promise<PendingEvent[]> {
    const limit = EVENTS_A_STEP + this.#held.size
    const pending = await listPendingEvents(db.connection(), this.projection.name, limit)
    if (pending.length < limit) this.#forgetOthers(pending)
    const ready = pending.filter((event) => (this.#held.get(event.eventId)?.retryAt ?? 0) <= clock)
    const batch = this.#carefulFor > 0 ? ready.slice(0, 1) : takeWithin(ready, budgetBytes)
    this.#isBehind = batch.length < ready.length || pending.length === limit
    return batch
  }

  /** What is held but no longer pending was applied by another process. */
  #forgetOthers(pending: PendingEvent[]): void {
    const ids = new Set(pending.map((event) => event.eventId))
    for (const id of this.#held.keys()) if (!ids.has(id)) this.#held.delete(id)
  }

  #succeeded(batch: PendingEvent[]): void {
    for (const event of batch) this.#held.delete(event.eventId)
    this.#carefulFor = Math.max(0, this.#carefulFor - batch.length)
    this.#failuresInRow = 0
    this.#position = batch[batch.length - 1].id
    if (this.#held.size === 0) this.#lastError = null
  }

  async #failed(batch: PendingEvent[], error: unknown, clock: number): Promise<void> {
    this.#lastError = messageOf(error)
    const [first] = batch
    if (batch.length > 1) {
      this.#carefulFor = batch.length
      return
    }
    const attempts = (this.#held.get(first.eventId)?.attempts ?? 0) + 1
    this.#held.set(first.eventId, {
      attempts,
      retryAt: clock + pauseAfter(attempts),
      error: this.#lastError,
    })
    this.#failuresInRow++
    this.#carefulFor = Math.max(0, this.#carefulFor - 1)
    if (this.#failuresInRow >= FAILURES_BEFORE_PAUSE) {
      this.#pausedUntil = clock + pauseAfter(this.#failuresInRow)
    }
    logger.error(
      { projection: this.projection.name, event: first.eventId, attempts, error: this.#lastError },
      'an event could not be applied; it is tried again later'
    )
    await this.#show(first, attempts)
  }

  /** In the list of held events, unless the database itself is what fails. */
  async #show({ id }: PendingEvent, attempts: number): Promise<void> {
    try {
      const [event] = await readEvents(db.connection(), [id])
      if (event) {
        const reason = this.#lastError ?? ''
        await holdEvent(null, { projection: this.projection.name, event, reason, attempts })
      }
    } catch (error) {
      logger.warn({ err: error }, 'a held event could not be written down')
    }
  }
}

/** The longest beginning of the list within the budget, but at least one event. */
function takeWithin(events: PendingEvent[], budgetBytes: number): PendingEvent[] {
  let bytes = 0
  const end = events.findIndex((event, index) => {
    bytes += event.bytes
    return index > 0 && bytes > budgetBytes
  })
  return end === -1 ? events : events.slice(0, end)
}

function pauseAfter(attempts: number): number {
  return Math.min(1000 * 2 ** (attempts - 1), LONGEST_PAUSE_MS)
}

/** Driver errors hold the whole statement, and what went wrong at its end. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.slice(-300)
}
