import type { ApplicationService } from '@adonisjs/core/types'

/** Lets readings that lost their connection be done again, on each connection that is opened. */
export default class DatabaseProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const emitter = await this.app.container.make('emitter')
    const { repeatLostReads } = await import('#core/repeat_reads')
    emitter.on('db:connection:connect', ({ client, config }) => {
      if (client && config.client === 'mysql2') repeatLostReads(client.client)
    })
  }
}
