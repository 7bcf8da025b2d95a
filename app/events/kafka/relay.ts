import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { KafkaSettings } from '#start/env'
import {
  giveBackLease,
  LEASE_MS,
  LostLease,
  markPublished,
  noteRelayError,
  renewLease,
  takeLease,
  type Lease,
} from '#events/actions/hold_relay'
import { Caretaker } from '#events/kafka/caretaker'
import { eventsTopic } from '#events/kafka/topics'
import { Publisher } from '#events/kafka/publisher'
import { atMost, backOff, Rest } from '#events/kafka/rest'
import { messageOf } from '#events/projector'
import { listUnpublished } from '#events/queries/list_unpublished'
import { onWake } from '#events/wake'

const EVENTS_A_SEND = 1_000
/** Less than what a broker takes as one batch by default. */
const BYTES_A_SEND = 900 * 1024
/** How often a relay looks whether the other one is gone. */
const LOOK_EVERY_MS = 1_000
const STOP_WITHIN_MS = 3_000
const PAUSES = { firstMs: 200, longestMs: 5_000 }

export interface RelayOptions {
  /** How often it looks by itself, where no wake reaches it. */
  pollMs: number
}

/**
 * Publishes the outbox to Kafka, oldest first, whatever commits when: a row is marked once the brokers
 * have it. One relay at a time does so; the others wait for its lease to end.
 */
export class Relay {
  readonly #id = randomUUID()
  #rest = new Rest()
  #loop: Promise<void> | null = null
  #isRunning = false
  #lease: Lease | null = null
  #publisher: Publisher | null = null
  #caretaker: Caretaker
  #failures = 0
  #offWake: (() => void) | null = null
  #renewal: NodeJS.Timeout | null = null

  constructor(
    private settings: KafkaSettings,
    private options: RelayOptions
  ) {
    this.#caretaker = new Caretaker(settings)
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#offWake = onWake(() => this.#rest.wake())
    // Also while a send takes its time.
    this.#renewal = setInterval(() => void this.#renew(), LEASE_MS / 3)
    this.#loop = this.#serve()
  }

  /** Ends after the batch that is under way, unless the brokers hang, and lets another relay go on at once. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#offWake?.()
    if (this.#renewal) clearInterval(this.#renewal)
    this.#rest.wake()
    // What was sent all the same is published twice, which is known to happen.
    await atMost(this.#loop ?? Promise.resolve(), STOP_WITHIN_MS)
    await this.#letGo()
  }

  async #serve(): Promise<void> {
    while (this.#isRunning) {
      try {
        await this.#turn()
        if (this.#failures > 0) await this.#recovered()
      } catch (error) {
        if (this.#isRunning) await this.#failed(error)
      }
    }
  }

  async #turn(): Promise<void> {
    this.#lease ??= await takeLease(eventsTopic(this.settings), this.#id)
    if (!this.#lease) return this.#rest.sleep(LOOK_EVERY_MS)
    this.#publisher ??= await Publisher.open(this.settings)
    const published = await this.#publish(this.#publisher, this.#lease)
    await this.#caretaker.look(this.#publisher, published > 0)
    if (published === 0) await this.#rest.sleep(this.options.pollMs)
  }

  async #publish(publisher: Publisher, lease: Lease): Promise<number> {
    const rows = await listUnpublished(db.connection(), EVENTS_A_SEND, BYTES_A_SEND)
    if (rows.length === 0) return 0
    await publisher.send(rows)
    await markPublished(
      lease,
      rows.map((row) => row.id)
    )
    return rows.length
  }

  async #renew(): Promise<void> {
    const lease = this.#lease
    if (!lease) return
    try {
      await renewLease(lease)
    } catch (error) {
      if (error instanceof LostLease && this.#lease === lease) this.#lease = null
    }
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof LostLease) {
      this.#lease = null
      return
    }
    this.#failures++
    if (this.#failures === 1) {
      logger.error({ err: error }, 'events wait in the outbox: they cannot be published')
    }
    await noteRelayError(eventsTopic(this.settings), messageOf(error)).catch(() => undefined)
    await this.#letGo()
    await this.#pause(backOff(this.#failures, PAUSES))
  }

  async #recovered(): Promise<void> {
    this.#failures = 0
    logger.info('events are published again')
    await noteRelayError(eventsTopic(this.settings), null)
  }

  /** Another one may have better luck, and a producer whose send failed has lost count. */
  async #letGo(): Promise<void> {
    const [publisher, lease] = [this.#publisher, this.#lease]
    this.#publisher = null
    this.#lease = null
    await publisher?.close()
    if (lease) await giveBackLease(lease).catch(() => undefined)
  }

  /** Unlike a rest, no commit shortens it. */
  async #pause(milliseconds: number): Promise<void> {
    const until = Date.now() + milliseconds
    while (this.#isRunning && Date.now() < until) await this.#rest.sleep(until - Date.now())
  }
}
