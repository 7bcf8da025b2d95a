import type { ApplicationService } from '@adonisjs/core/types'
import type { Heartbeat } from '#jobs/workers'

/** Knows every job everywhere; runs them in the server process, unless it only serves pages. */
export default class JobsProvider {
  #heartbeat: Heartbeat | undefined

  constructor(protected app: ApplicationService) {}

  async start() {
    await import('#start/jobs')
    const { registerJobMetrics } = await import('#jobs/metrics')
    registerJobMetrics()
  }

  async ready() {
    const { default: env } = await import('#start/env')
    if (this.app.getEnvironment() !== 'web') return
    const { queueDriver } = await import('#jobs/queue_driver')
    const driver = await queueDriver()
    if (env.role === 'web') return driver.publish()
    const { scheduler } = await import('#jobs/schedules')
    await driver.start()
    const { Heartbeat } = await import('#jobs/workers')
    const { productVersion } = await import('#accounts/queries/read_system')
    this.#heartbeat = new Heartbeat(driver, { version: productVersion(), role: env.role })
    await this.#heartbeat.start()
    scheduler.start()
  }

  async shutdown() {
    const { queueDriver } = await import('#jobs/queue_driver')
    const { scheduler } = await import('#jobs/schedules')
    scheduler.stop()
    const driver = await queueDriver()
    await driver.stop()
    // Last: until then the runs under way are in good hands.
    await this.#heartbeat?.stop()
  }
}
