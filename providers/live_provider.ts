import type { ApplicationService } from '@adonisjs/core/types'

/** Tells open pages when a read model has changed. */
export default class LiveProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    const { announce, openChannels } = await import('#events/live')
    openChannels()
    const { default: env } = await import('#start/env')
    if (env.role === 'web') return
    const { currentEventLog } = await import('#events/event_log')
    const { PartsToTell } = await import('#events/changed_parts')
    const log = await currentEventLog()
    const toTell = new PartsToTell()
    log.onApplied(({ position, isBehind, parts }) => {
      toTell.add(parts)
      announce('dashboard', () => ({ position, parts: toTell.take() }), isBehind)
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
