import type { ApplicationService } from '@adonisjs/core/types'

/** Registers the read models, and keeps them up to date while a server runs. */
export default class EventsProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    await import('#start/events')
    const { registerHealthDetail } = await import('#core/health')
    const { eventLog } = await import('#events/embedded_event_log')
    registerHealthDetail('projections', async () => {
      const states = await eventLog.health()
      // The error itself stays in the log: this answer is for everybody.
      return states.map(({ projection, pending, oldestPending, held }) => {
        return { projection, pending, oldest_pending: oldestPending, held }
      })
    })
  }

  async ready() {
    const { default: env } = await import('#start/env')
    if (this.app.getEnvironment() !== 'web' || env.role === 'web') return
    const { eventLog } = await import('#events/embedded_event_log')
    eventLog.start()
  }

  async shutdown() {
    const { eventLog } = await import('#events/embedded_event_log')
    await eventLog.stop()
  }
}
