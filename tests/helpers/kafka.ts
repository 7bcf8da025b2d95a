import { randomUUID } from 'node:crypto'
import { readSettings } from '#start/settings'
import type { KafkaSettings } from '#start/env'

interface Broker {
  environment: Record<string, string>
  guarded: Record<string, string> | undefined
  start(): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
}

/** Settings as the environment would give them, with topics of their own. */
export function kafkaSettings(more: Record<string, string> = {}): KafkaSettings {
  return readSettings({
    APP_KEY: 'tests-only-tests-only-tests-only-tests',
    EVENT_LOG: 'kafka',
    KAFKA_BROKERS: process.env.KAFKA_BROKERS,
    KAFKA_PREFIX: `test-${randomUUID()}`,
    KAFKA_SESSION_TIMEOUT_MS: '3000',
    ...more,
  }).kafka
}

/** A broker that a test can stop, start and kill; with a listener for TLS and SCRAM. */
export async function ownBroker(folder: string): Promise<Broker> {
  const { default: app } = await import('@adonisjs/core/services/app')
  const { startKafka } = await import(app.makePath('bin/services/kafka.js'))
  return startKafka(folder, { isGuarded: true })
}

/** A topic's messages from its beginning, once there are so many. */
export async function readTopic(settings: KafkaSettings, topic: string, count: number) {
  const { kafkaClient } = await import('#events/kafka/kafka_client')
  const consumer = kafkaClient(settings, 'test').consumer({
    groupId: `test-${randomUUID()}`,
    maxWaitTimeInMs: 100,
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  const messages: { key: string; value: string; headers: Record<string, string> }[] = []
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [
          name,
          String(value),
        ])
        messages.push({
          key: String(message.key),
          value: String(message.value),
          headers: Object.fromEntries(headers),
        })
        if (messages.length >= count) resolve()
      },
    })
  })
  await consumer.disconnect()
  return messages
}
