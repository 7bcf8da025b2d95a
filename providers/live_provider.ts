import type { ApplicationService } from '@adonisjs/core/types'
import type { StreamGuard } from '#events/live_streams'

/** Tells open pages when a read model has changed. */
export default class LiveProvider {
  #guard: StreamGuard | undefined

  constructor(protected app: ApplicationService) {}

  async start() {
    const { announce, openChannels } = await import('#events/live')
    openChannels()
    const { changeBus } = await import('#core/change_bus')
    const { listCounts } = await import('#core/list_counts')
    changeBus.on('figures', () => listCounts.clear())
    const { default: env } = await import('#start/env')
    if (env.role === 'web') return
    const { currentEventLog } = await import('#events/event_log')
    const { PartsToTell } = await import('#events/changed_parts')
    const log = await currentEventLog()
    const toTell = new PartsToTell()
    const { webhookDeliveries } = await import('#events/webhooks/webhook_projection')
    log.onApplied(({ projection, position, isBehind, parts }) => {
      // Deliveries are no figures that a page shows.
      if (projection === webhookDeliveries.name) return
      toTell.add(parts)
      announce('dashboard', () => ({ position, parts: toTell.take() }), isBehind)
    })
  }

  async ready() {
    if (['web', 'test'].includes(this.app.getEnvironment())) await this.#guardStreams()
    if (this.app.getEnvironment() !== 'web') return
    const { loadLibrary } = await import('#insights/charts/draw_chart')
    void loadLibrary()
  }

  /** Whoever loses a right, or their session, loses the open streams within a second. */
  async #guardStreams() {
    const { StreamGuard } = await import('#events/live_streams')
    const { followSession } = await import('#accounts/session')
    this.#guard = new StreamGuard(followSession)
    this.#guard.start()
  }

  async shutdown() {
    this.#guard?.stop()
    const transmit = await this.app.container.make('transmit')
    for (const [stream] of transmit.getManager().getAllSubscribers()) stream.end()
  }
}
