import type { KafkaSettings } from '#start/env'
import env from '#start/env'
import type { Applied, AppliedListener, EventLog } from '#events/event_log'
import { ProjectionConsumer } from '#events/kafka/projection_consumer'
import { Relay } from '#events/kafka/relay'
import { allProjections, type Projection } from '#events/projection'

/** With pages served by the same process, so much of the log goes into one transaction. */
const SERVING_BUDGET_BYTES = 48 * 1024
const WORKER_BUDGET_BYTES = 512 * 1024
/** Commits of this process, and of all with Valkey, wake the relay: it looks by itself all the same. */
const POLL_MS = 200
const POLL_WITH_BUS_MS = 1_000

export interface KafkaEventLogOptions {
  projections?: () => Projection[]
  pollMs?: number
}

/** The event log on Kafka: a relay that publishes the outbox, and a consumer group a projection. */
export class KafkaEventLog implements EventLog {
  #listeners = new Set<AppliedListener>()
  #relay: Relay
  #consumers: ProjectionConsumer[] = []

  constructor(
    private settings: KafkaSettings,
    private options: KafkaEventLogOptions = {}
  ) {
    const pollMs = env.cacheStore === 'valkey' ? POLL_WITH_BUS_MS : POLL_MS
    this.#relay = new Relay(settings, { pollMs: options.pollMs ?? pollMs })
  }

  onApplied(listener: AppliedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start(): void {
    if (this.#consumers.length > 0) return
    const projections = this.options.projections ?? allProjections
    this.#consumers = projections().map((projection) => this.#consumerOf(projection))
    this.#relay.start()
    for (const consumer of this.#consumers) consumer.start()
  }

  async stop(): Promise<void> {
    const consumers = this.#consumers.splice(0)
    await Promise.all([this.#relay.stop(), ...consumers.map((consumer) => consumer.stop())])
  }

  #consumerOf(projection: Projection): ProjectionConsumer {
    return new ProjectionConsumer({
      projection,
      settings: this.settings,
      budgetBytes: env.role === 'all' ? SERVING_BUDGET_BYTES : WORKER_BUDGET_BYTES,
      tell: (applied) => this.#tell(applied),
    })
  }

  #tell(applied: Applied): void {
    for (const listener of this.#listeners) listener(applied)
  }
}
