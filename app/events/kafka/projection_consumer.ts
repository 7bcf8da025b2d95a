import type { Consumer, EachBatchPayload } from 'kafkajs'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { KafkaSettings } from '#start/env'
import { LostPartition } from '#events/actions/move_position'
import type { AppliedListener } from '#events/event_log'
import { ensureTopics, kafkaClient } from '#events/kafka/kafka_client'
import { eventsTopic, groupOf } from '#events/kafka/topics'
import { inBudget, readMessage } from '#events/kafka/messages'
import { PartitionApplier, Unappliable } from '#events/kafka/partition_applier'
import { atMost, backOff, Rest } from '#events/kafka/rest'
import type { Projection } from '#events/projection'

const STOP_WITHIN_MS = 4_000
const CLOSE_WITHIN_MS = 3_000
const LONGEST_WAIT_MS = 250
const PAUSES = { firstMs: 300, longestMs: 3_000 }
/**
 * So long those who join wait for the members that were there before, such as those of before the brokers'
 * restart, which will not come. Who is alive but writes for longer is turned back by its position, and joins anew.
 */
const REBALANCE_MS = 5_000
const BYTES_A_FETCH = 4 * 1024 * 1024

export interface ConsumerOptions {
  projection: Projection
  settings: KafkaSettings
  /** About so many bytes of events go into one transaction. */
  budgetBytes: number
  tell: AppliedListener
}

/** One member of a projection's consumer group; comes back by itself after whatever happens. */
export class ProjectionConsumer {
  #rest = new Rest()
  #loop: Promise<void> | null = null
  #isRunning = false
  #failures = 0
  #applier: PartitionApplier
  #consumer: Consumer | null = null

  constructor(private options: ConsumerOptions) {
    this.#applier = new PartitionApplier(options)
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#loop = this.#serve()
  }

  /** Ends after the batch that is under way, unless the brokers hang. */
  async stop(): Promise<void> {
    this.#isRunning = false
    this.#rest.wake()
    await atMost(this.#loop ?? Promise.resolve(), STOP_WITHIN_MS)
    await this.#applier.close()
  }

  async #serve(): Promise<void> {
    while (this.#isRunning) {
      const error = await this.#consume().catch((reason: unknown) => reason)
      if (!this.#isRunning) return
      this.#failures++
      if (this.#failures === 1) {
        const { name } = this.options.projection
        logger.error({ err: error, projection: name }, 'events cannot be read from Kafka')
      }
      await this.#rest.sleep(backOff(this.#failures, PAUSES))
    }
  }

  /** Ends with the reason when the consumer has crashed, and without one when it is told to stop. */
  async #consume(): Promise<unknown> {
    const { projection, settings } = this.options
    const kafka = kafkaClient(settings, projection.name)
    const admin = kafka.admin()
    try {
      await admin.connect()
      await ensureTopics(admin, settings)
    } finally {
      await atMost(admin.disconnect(), CLOSE_WITHIN_MS)
    }
    const consumer = kafka.consumer(this.#membership())
    this.#consumer = consumer
    let reason: unknown
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      reason = payload.error
      this.#rest.wake()
    })
    consumer.on(consumer.events.GROUP_JOIN, () => this.#joined())
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [eventsTopic(settings)], fromBeginning: true })
      await consumer.run({
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#takeBatch(payload),
      })
      while (this.#isRunning && reason === undefined) await this.#rest.sleep(1_000)
      return reason
    } finally {
      await atMost(consumer.disconnect(), CLOSE_WITHIN_MS)
    }
  }

  #membership() {
    const { projection, settings } = this.options
    return {
      groupId: groupOf(settings, projection.name),
      sessionTimeout: settings.sessionTimeoutMs,
      rebalanceTimeout: REBALANCE_MS,
      heartbeatInterval: Math.floor(settings.sessionTimeoutMs / 4),
      maxWaitTimeInMs: LONGEST_WAIT_MS,
      maxBytesPerPartition: BYTES_A_FETCH,
      allowAutoTopicCreation: false,
      metadataMaxAge: 30_000,
      retry: {
        retries: 4,
        initialRetryTime: 150,
        maxRetryTime: 1_500,
        // This one makes a new consumer, whatever the reason.
        restartOnFailure: async () => false,
      },
    }
  }

  #joined(): void {
    if (this.#failures > 0) {
      logger.info({ projection: this.options.projection.name }, 'events are read from Kafka again')
    }
    this.#failures = 0
    this.#applier.forgetPositions()
  }

  async #takeBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const resume = await this.#applier.resumeAt(db.connection(), batch)
    if (resume !== null) {
      this.#consumer?.seek({ topic: batch.topic, partition: batch.partition, offset: resume })
      return
    }
    try {
      await this.#takePieces(payload)
    } catch (error) {
      await this.#turnedBack(error, payload)
    }
  }

  async #takePieces(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset } = payload
    const messages = batch.messages.map(readMessage)
    for (const piece of inBudget(messages, this.options.budgetBytes)) {
      if (!payload.isRunning() || payload.isStale()) return
      const last = piece[piece.length - 1].offset
      const isBehind = last !== BigInt(batch.highWatermark) - 1n
      await this.#applier.apply(piece, { batch, heartbeat, isBehind })
      resolveOffset(String(last))
      await heartbeat()
    }
  }

  /** The rest of the batch comes again. */
  async #turnedBack(error: unknown, { heartbeat, pause }: EachBatchPayload): Promise<void> {
    if (error instanceof LostPartition) {
      this.#applier.forgetPositions()
      // Who has lost its partition is told so here, and joins anew.
      return heartbeat()
    }
    if (!(error instanceof Unappliable)) throw error
    const resume = pause()
    setTimeout(resume, error.pauseMs).unref()
  }
}
