import db from '@adonisjs/lucid/services/db'
import { fromDatabaseTime } from '#core/time'
import env from '#start/env'
import { eventsTopic } from '#events/kafka/topics'
import { allProjections } from '#events/projection'
import { countPendingEvents } from '#events/queries/list_pending_events'
import { countUnpublished, type Backlog } from '#events/queries/list_unpublished'
import { readLags } from '#events/queries/read_lags'

export interface ProjectionEventState {
  projection: string
  /** Events recorded and not applied, by the outbox. */
  pending: number
  oldestPending: string | null
  /** Events that could not be applied. */
  held: number
  /** Messages not read yet; null without Kafka, and when the relay has not said for long. */
  lag: number | null
}

export interface RelayState {
  isAlive: boolean
  host: string
  processId: number
  since: string | null
  published: number
  error: string | null
  failingSince: string | null
}

/** How the events fare, for health, metrics and the console. */
export interface EventState {
  log: 'outbox' | 'kafka'
  /** What waits to be published; null without Kafka. */
  backlog: Backlog | null
  relay: RelayState
  projections: ProjectionEventState[]
}

const NO_RELAY: RelayState = {
  isAlive: false,
  host: '',
  processId: 0,
  since: null,
  published: 0,
  error: null,
  failingSince: null,
}

export async function readEventState(): Promise<EventState> {
  const isKafka = env.eventLog === 'kafka'
  const [projections, backlog, relay] = await Promise.all([
    readProjections(isKafka),
    isKafka ? countUnpublished(db.connection()) : null,
    isKafka ? readRelay() : NO_RELAY,
  ])
  return { log: env.eventLog, backlog, relay, projections }
}

async function readProjections(isKafka: boolean): Promise<ProjectionEventState[]> {
  const names = allProjections().map(({ name }) => name)
  const lags = isKafka ? await readLags(names) : new Map()
  const counts = await db
    .from('held_events')
    .select('projection')
    .count('* as held')
    .groupBy('projection')
  return Promise.all(
    names.map(async (name) => {
      const pending = await countPendingEvents(db.connection(), name)
      return {
        projection: name,
        pending: Number(pending.count),
        oldestPending: pending.oldest,
        held: Number(counts.find(({ projection }) => projection === name)?.held ?? 0),
        lag: lags.get(name)?.lag ?? null,
      }
    })
  )
}

async function readRelay(): Promise<RelayState> {
  const row = await db.from('event_relays').where('name', eventsTopic(env.kafka)).first()
  if (!row) return NO_RELAY
  const isHeld = row.holder !== null && row.locked_until !== null
  return {
    isAlive: isHeld && fromDatabaseTime(String(row.locked_until)).toMillis() > Date.now(),
    host: String(row.host),
    processId: Number(row.process_id),
    since: row.held_since,
    published: Number(row.published),
    error: row.error,
    failingSince: row.failing_since,
  }
}
