import { readFileSync } from 'node:fs'
import {
  addresses,
  choice,
  InvalidSetting,
  required,
  text,
  wholeNumber,
  type Source,
} from './setting_readers.js'

const LONGEST_PREFIX = 100

/** How events reach the read models: by the outbox alone, or by Kafka. */
export function eventLogSettings(source: Source) {
  const eventLog = choice(source, 'EVENT_LOG', ['outbox', 'kafka'] as const)
  return { eventLog, kafka: eventLog === 'kafka' ? kafkaSettings(source) : NO_BROKER }
}

export interface KafkaSettings {
  brokers: string[]
  /** Begins the names of topics and consumer groups, so that several Bincards can share brokers. */
  prefix: string
  partitions: number
  replicas: number
  retentionHours: number
  sessionTimeoutMs: number
  tls: { rejectUnauthorized: boolean; ca?: string[] } | null
  sasl: { mechanism: SaslMechanism; username: string; password: string } | null
}

type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512'

const NO_BROKER: KafkaSettings = {
  brokers: [],
  prefix: 'bincard',
  partitions: 1,
  replicas: 1,
  retentionHours: 1,
  sessionTimeoutMs: 30_000,
  tls: null,
  sasl: null,
}

function kafkaSettings(source: Source): KafkaSettings {
  return {
    brokers: addresses(source, 'KAFKA_BROKERS', 'kafka-1:9092,kafka-2:9092'),
    prefix: topicPrefix(source),
    partitions: wholeNumber(source, 'KAFKA_PARTITIONS', { fallback: 3, least: 1, most: 200 }),
    replicas: wholeNumber(source, 'KAFKA_REPLICAS', { fallback: 1, least: 1, most: 9 }),
    retentionHours: wholeNumber(source, 'KAFKA_RETENTION_HOURS', {
      fallback: 168,
      least: 1,
      most: 87_600,
    }),
    sessionTimeoutMs: wholeNumber(source, 'KAFKA_SESSION_TIMEOUT_MS', {
      fallback: 10_000,
      least: 1_000,
      most: 1_800_000,
    }),
    tls: brokerTls(source),
    sasl: sasl(source),
  }
}

function topicPrefix(source: Source): string {
  const prefix = text(source, 'KAFKA_PREFIX', 'bincard')
  if (prefix.length <= LONGEST_PREFIX && /^[\w.-]+$/.test(prefix) && /\w/.test(prefix)) {
    return prefix
  }
  throw new InvalidSetting(
    `KAFKA_PREFIX is "${prefix}", but must be letters, digits, ".", "_" and "-". Example: KAFKA_PREFIX=bincard`
  )
}

/** How the connection to the brokers is encrypted; null when it is not. */
function brokerTls(source: Source): KafkaSettings['tls'] {
  const mode = choice(source, 'KAFKA_TLS', ['off', 'on', 'verify'] as const)
  const file = text(source, 'KAFKA_TLS_CA', '')
  if (mode === 'off') return null
  try {
    const ca = file ? [readFileSync(file, 'utf8')] : undefined
    return { rejectUnauthorized: mode === 'verify', ca }
  } catch {
    throw new InvalidSetting(
      `KAFKA_TLS_CA is "${file}", which cannot be read. Example: KAFKA_TLS_CA=/etc/ssl/kafka-ca.pem`
    )
  }
}

function sasl(source: Source): KafkaSettings['sasl'] {
  const mechanism = choice(source, 'KAFKA_SASL', [
    'off',
    'plain',
    'scram-sha-256',
    'scram-sha-512',
  ] as const)
  if (mechanism === 'off') return null
  return {
    mechanism,
    username: required(source, 'KAFKA_USER', 'bincard'),
    password: required(source, 'KAFKA_PASSWORD', 'the password of KAFKA_USER'),
  }
}
