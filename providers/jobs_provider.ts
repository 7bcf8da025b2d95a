import type { ApplicationService } from '@adonisjs/core/types'

/** Knows every job everywhere; runs them in the server process, unless it only serves pages. */
export default class JobsProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    await import('#start/jobs')
  }

  async ready() {
    const { default: env } = await import('#start/env')
    if (this.app.getEnvironment() !== 'web') return
    const { queueDriver } = await import('#jobs/queue_driver')
    const driver = await queueDriver()
    if (env.role === 'web') return driver.publish()
    const { scheduler } = await import('#jobs/schedules')
    await driver.start()
    scheduler.start()
  }

  async shutdown() {
    const { queueDriver } = await import('#jobs/queue_driver')
    const { scheduler } = await import('#jobs/schedules')
    scheduler.stop()
    const driver = await queueDriver()
    await driver.stop()
  }
}
