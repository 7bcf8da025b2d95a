import type { ApplicationService } from '@adonisjs/core/types'
import type { WakeBus } from '#events/wake_bus'

/** Registers the read models, and keeps them up to date while a server runs. */
export default class EventsProvider {
  #bus: WakeBus | null = null
  #isStarted = false

  constructor(protected app: ApplicationService) {}

  async start() {
    await import('#start/events')
    const { registerEventMetrics } = await import('#events/metrics')
    registerEventMetrics()
    const { registerHealthDetail } = await import('#core/health')
    const { readEventState } = await import('#events/queries/read_event_state')
    // The errors themselves stay in the log: these answers are for everybody.
    registerHealthDetail('projections', {
      read: async () => {
        const { projections } = await readEventState()
        return projections.map(({ projection, pending, oldestPending, held }) => {
          return { projection, pending, oldest_pending: oldestPending, held }
        })
      },
    })
    registerHealthDetail('events', { read: readLogHealth, isDegraded: ({ stuck }) => stuck })
  }

  async ready() {
    const { default: env } = await import('#start/env')
    if (this.app.getEnvironment() !== 'web') return
    if (env.cacheStore === 'valkey') {
      const { WakeBus } = await import('#events/wake_bus')
      this.#bus = new WakeBus(env.role !== 'web')
      this.#bus.start()
    }
    if (env.role === 'web') return
    const { currentEventLog } = await import('#events/event_log')
    const log = await currentEventLog()
    log.start()
    this.#isStarted = true
  }

  async shutdown() {
    this.#bus?.stop()
    if (!this.#isStarted) return
    const { currentEventLog } = await import('#events/event_log')
    const log = await currentEventLog()
    await log.stop()
  }
}

/** What waits to be published for so long does not just wait for its turn. */
const STUCK_AFTER_MS = 20_000

async function readLogHealth() {
  const { readEventState } = await import('#events/queries/read_event_state')
  const { fromDatabaseTime } = await import('#core/time')
  const { log, backlog, relay } = await readEventState()
  if (!backlog) return { log, stuck: false }
  const { count, oldest } = backlog
  const waitsSince = oldest === null ? Date.now() : fromDatabaseTime(oldest).toMillis()
  const stuck = relay.failingSince !== null || Date.now() - waitsSince > STUCK_AFTER_MS
  return { log, stuck, unpublished: count, oldest, relay: relay.isAlive }
}
