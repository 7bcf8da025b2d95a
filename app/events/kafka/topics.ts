import type { KafkaSettings } from '#start/env'

/** The topic of all events. */
export function eventsTopic({ prefix }: KafkaSettings): string {
  return `${prefix}.events`
}

/** The topic of the events that a read model could not take. */
export function deadLetterTopic({ prefix }: KafkaSettings): string {
  return `${prefix}.dead-letters`
}

/** The consumer group of a projection. */
export function groupOf({ prefix }: KafkaSettings, projection: string): string {
  return `${prefix}.${projection}`
}
