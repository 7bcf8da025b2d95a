import { setTimeout as sleep } from 'node:timers/promises'
import type { Batch, Producer } from 'kafkajs'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import logger from '@adonisjs/core/services/logger'
import { changedParts } from '#events/changed_parts'
import { applyEvents } from '#events/actions/apply_events'
import { LostPartition, moveInPartition } from '#events/actions/move_position'
import { setAside } from '#events/kafka/dead_letters'
import { kafkaClient } from '#events/kafka/kafka_client'
import type { ReadMessage } from '#events/kafka/messages'
import type { ConsumerOptions } from '#events/kafka/projection_consumer'
import { idempotentProducer } from '#events/kafka/publisher'
import { backOff } from '#events/kafka/rest'
import { messageOf } from '#events/projector'

const TRIES = 5
const BETWEEN_TRIES = { firstMs: 100, longestMs: 1_000 }
const PAUSES = { firstMs: 1_000, longestMs: 60_000 }
/** With so many failures in a row it is not the event that is at fault. */
const FAILURES_BEFORE_PAUSE = 3

/** Nothing can be applied now: wait, and read the rest of the batch again. */
export class Unappliable extends Error {
  constructor(
    readonly pauseMs: number,
    cause: unknown
  ) {
    super(messageOf(cause), { cause })
  }
}

interface Delivered {
  batch: Batch
  heartbeat: () => Promise<void>
  /** Whether there is more behind this piece. */
  isBehind: boolean
}

/** Writes what a consumer has read into its read model, and sets aside what that cannot take. */
export class PartitionApplier {
  /** Where this consumer is in each partition that it has; null where nobody has read yet. */
  #positions = new Map<number, bigint | null>()
  #failuresInRow = 0
  #producer: Producer | null = null

  constructor(private options: ConsumerOptions) {}

  /** After a rebalance others may have moved on. */
  forgetPositions(): void {
    this.#positions.clear()
  }

  /** Where to go on when that is further on in the topic than the batch begins; else null. */
  async resumeAt(client: QueryClientContract, batch: Batch): Promise<string | null> {
    const { partition } = batch
    if (this.#positions.has(partition)) return null
    const row = await client
      .from('projection_positions')
      .where({ projection: this.options.projection.name, partition_id: partition })
      .first()
    const position = row ? BigInt(row.position) : null
    this.#positions.set(partition, position)
    const first = batch.firstOffset()
    if (position === null || first === null) return null
    // A position behind the end is one of a topic that was made anew.
    const isAhead = position > BigInt(first) && position <= BigInt(batch.highWatermark)
    return isAhead ? String(position) : null
  }

  /** Throws {@link LostPartition}, and {@link Unappliable} when it is not the events that are at fault. */
  async apply(piece: ReadMessage[], delivered: Delivered): Promise<void> {
    if (piece.length > 1) {
      try {
        return await this.#write(piece, delivered)
      } catch (error) {
        if (error instanceof LostPartition) throw error
      }
    }
    // One at a time, to find the one that fails.
    for (const message of piece) {
      await this.#applyOne(message, delivered)
      await delivered.heartbeat()
    }
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect().catch(() => undefined)
    this.#producer = null
  }

  async #applyOne(message: ReadMessage, delivered: Delivered): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!message.event) throw new Error('It is no CloudEvent in JSON')
        await this.#write([message], delivered)
        return
      } catch (error) {
        if (error instanceof LostPartition) throw error
        if (attempt >= TRIES || !message.event) return this.#giveUp(message, delivered, error)
        await delivered.heartbeat()
        await sleep(backOff(attempt, BETWEEN_TRIES))
      }
    }
  }

  async #write(piece: readonly ReadMessage[], { batch, isBehind }: Delivered): Promise<void> {
    const { projection, tell } = this.options
    const to = (piece.at(-1)?.offset ?? -1n) + 1n
    const from = this.#positions.get(batch.partition) ?? null
    const events = piece.flatMap(({ event }) => (event ? [event] : []))
    if (events.length < piece.length) throw new Error('It is no CloudEvent in JSON')
    const move = moveInPartition(projection.name, { partition: batch.partition, from, to })
    const fresh = await applyEvents(projection, { events, move })
    this.#positions.set(batch.partition, to)
    this.#failuresInRow = 0
    if (fresh.length === 0) return
    tell({
      projection: projection.name,
      position: Number(to),
      isBehind,
      parts: changedParts(fresh),
    })
  }

  async #giveUp(message: ReadMessage, { batch }: Delivered, error: unknown): Promise<void> {
    this.#failuresInRow++
    const isFault = this.#failuresInRow <= FAILURES_BEFORE_PAUSE && (await databaseAnswers())
    const failures = Math.max(1, this.#failuresInRow - FAILURES_BEFORE_PAUSE)
    if (!isFault) throw new Unappliable(backOff(failures, PAUSES), error)
    const { projection, settings } = this.options
    try {
      this.#producer ??= await this.#connect()
      const to = await setAside(this.#producer, {
        ...{ projection: projection.name, settings, message, attempts: TRIES },
        ...{ partition: batch.partition, reason: messageOf(error) },
        from: this.#positions.get(batch.partition) ?? null,
      })
      this.#positions.set(batch.partition, to)
    } catch (failure) {
      if (failure instanceof LostPartition) throw failure
      await this.close()
      throw new Unappliable(backOff(failures, PAUSES), failure)
    }
    logger.error(
      { projection: projection.name, event: message.event?.id, err: error },
      'an event could not be applied: it is a dead letter now'
    )
  }

  async #connect(): Promise<Producer> {
    const producer = idempotentProducer(kafkaClient(this.options.settings, 'dead-letters'))
    await producer.connect()
    return producer
  }
}

async function databaseAnswers(): Promise<boolean> {
  return db
    .connection()
    .rawQuery('SELECT 1')
    .then(
      () => true,
      () => false
    )
}
