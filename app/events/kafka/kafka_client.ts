import { Kafka, logLevel, type Admin } from 'kafkajs'
import logger from '@adonisjs/core/services/logger'
import type { KafkaSettings } from '#start/env'
import { deadLetterTopic, eventsTopic } from '#events/kafka/topics'

const HOUR_MS = 3_600_000
const LARGEST_MESSAGE_BYTES = 8 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 3_000
/** Dead letters are few, and are to be found for long. */
const DEAD_LETTER_FACTOR = 4

export function kafkaClient(settings: KafkaSettings, name: string): Kafka {
  return new Kafka({
    clientId: `${settings.prefix}.${name}`,
    brokers: settings.brokers,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(settings.tls ? { ssl: settings.tls } : {}),
    ...(settings.sasl ? { sasl: signIn(settings.sasl) } : {}),
    retry: { retries: 3, initialRetryTime: 150, maxRetryTime: 1_000 },
    // What it says of each try is for those who look for a fault: who uses it tells what matters.
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, ...more } = entry.log
      logger.debug({ kafka: entry.namespace, error: more.error }, message)
    },
  })
}

function signIn({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>) {
  if (mechanism === 'plain') return { mechanism, username, password }
  return mechanism === 'scram-sha-256'
    ? { mechanism, username, password }
    : { mechanism, username, password }
}

/** Makes the topics that are not there yet. Those that are keep what they are set to. */
export async function ensureTopics(admin: Admin, settings: KafkaSettings): Promise<void> {
  const known = new Set(await admin.listTopics())
  const wanted = [
    { topic: eventsTopic(settings), numPartitions: settings.partitions, factor: 1 },
    { topic: deadLetterTopic(settings), numPartitions: 1, factor: DEAD_LETTER_FACTOR },
  ].filter(({ topic }) => !known.has(topic))
  if (wanted.length === 0) return
  await admin.createTopics({
    waitForLeaders: true,
    topics: wanted.map(({ topic, numPartitions, factor }) => ({
      topic,
      numPartitions,
      replicationFactor: settings.replicas,
      configEntries: [
        { name: 'retention.ms', value: String(settings.retentionHours * HOUR_MS * factor) },
        { name: 'max.message.bytes', value: String(LARGEST_MESSAGE_BYTES) },
      ],
    })),
  })
}
