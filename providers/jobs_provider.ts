import type { ApplicationService } from '@adonisjs/core/types'

/** Knows every job everywhere; runs them in the server process, unless it only serves pages. */
export default class JobsProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    await import('#start/jobs')
  }

  async ready() {
    const { default: env } = await import('#start/env')
    if (this.app.getEnvironment() !== 'web' || env.role === 'web') return
    const { jobRunner } = await import('#jobs/runner')
    const { scheduler } = await import('#jobs/schedules')
    await jobRunner.start()
    scheduler.start()
  }

  async shutdown() {
    const { jobRunner } = await import('#jobs/runner')
    const { scheduler } = await import('#jobs/schedules')
    scheduler.stop()
    await jobRunner.stop()
  }
}
