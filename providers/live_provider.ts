import type { ApplicationService } from '@adonisjs/core/types'

/** Tells open pages when a read model has changed. */
export default class LiveProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    const { announce, openChannels } = await import('#events/live')
    const { eventLog } = await import('#events/embedded_event_log')
    openChannels()
    eventLog.onApplied(({ position, isBehind }) => {
      announce('dashboard', { position }, isBehind)
    })
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const { loadLibrary } = await import('#insights/charts/draw_chart')
    void loadLibrary()
  }

  async shutdown() {
    const transmit = await this.app.container.make('transmit')
    for (const [stream] of transmit.getManager().getAllSubscribers()) stream.end()
  }
}
