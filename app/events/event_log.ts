import env from '#start/env'
import type { ProjectorState } from '#events/projector'

/** Told after events were applied to a read model. */
export interface Applied extends Pick<ProjectorState, 'projection' | 'position' | 'isBehind'> {
  /** The parts that the events tell of; null when they are many. */
  parts: readonly number[] | null
}

export type AppliedListener = (applied: Applied) => void

/** Brings what is in the outbox to every registered projection: directly, or by Kafka. */
export interface EventLog {
  /** Calls `listener` after events were applied by this process; the answer takes it off again. */
  onApplied(listener: AppliedListener): () => void
  /** Goes on in the background, also while a broker or the database is away. */
  start(): void
  /** Ends after the transactions that are under way. */
  stop(): Promise<void>
}

let log: Promise<EventLog> | undefined

/** The event log of the settings (EVENT_LOG). */
export function currentEventLog(): Promise<EventLog> {
  log ??= makeLog()
  return log
}

/** Loaded late: the embedded default has no use for a Kafka client. */
async function makeLog(): Promise<EventLog> {
  if (env.eventLog === 'kafka') {
    const { KafkaEventLog } = await import('#events/kafka/kafka_event_log')
    return new KafkaEventLog(env.kafka)
  }
  const { eventLog } = await import('#events/embedded_event_log')
  return eventLog
}
