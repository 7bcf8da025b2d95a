import { CompressionTypes, Partitioners, type Admin, type Kafka, type Producer } from 'kafkajs'
import type { KafkaSettings } from '#start/env'
import { ensureTopics, kafkaClient } from '#events/kafka/kafka_client'
import { eventsTopic } from '#events/kafka/topics'
import { toMessage, type OutboxRow } from '#events/kafka/messages'
import { atMost } from '#events/kafka/rest'

const CLOSE_WITHIN_MS = 2_000
/** Small batches are sent as they are: a sale should not wait for a compressor. */
const COMPRESSED_FROM_BYTES = 32 * 1024

/** A connection that publishes. After a failed send it must be closed, and another opened. */
export class Publisher {
  private constructor(
    private producer: Producer,
    private admin: Admin,
    private settings: KafkaSettings
  ) {}

  /** Connects, and makes the topics that are not there. */
  static async open(settings: KafkaSettings): Promise<Publisher> {
    const kafka = kafkaClient(settings, 'relay')
    const publisher = new Publisher(idempotentProducer(kafka), kafka.admin(), settings)
    try {
      await publisher.admin.connect()
      await ensureTopics(publisher.admin, settings)
      await publisher.producer.connect()
      return publisher
    } catch (error) {
      await publisher.close()
      throw error
    }
  }

  /** Returns when all in-sync replicas have these events, in their order. */
  async send(rows: readonly OutboxRow[]): Promise<void> {
    const bytes = rows.reduce((sum, row) => sum + row.payload.length, 0)
    await this.producer.send({
      topic: eventsTopic(this.settings),
      acks: -1,
      compression: bytes > COMPRESSED_FROM_BYTES ? CompressionTypes.GZIP : CompressionTypes.None,
      messages: rows.map(toMessage),
    })
  }

  /** How long each part of the topic is. */
  async readEnds(): Promise<{ partition: number; end: bigint }[]> {
    const ends = await this.admin.fetchTopicOffsets(eventsTopic(this.settings))
    return ends.map(({ partition, high }) => ({ partition, end: BigInt(high) }))
  }

  async close(): Promise<void> {
    const connections = [this.producer.disconnect(), this.admin.disconnect()]
    await atMost(Promise.all(connections), CLOSE_WITHIN_MS)
  }
}

export function idempotentProducer(kafka: Kafka): Producer {
  return kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
}
