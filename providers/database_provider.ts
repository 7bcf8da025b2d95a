import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Lets readings that lost their connection be done again, on each connection that is opened; in a server, lets nobody
 * wait for ever for a database that hangs.
 */
export default class DatabaseProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const emitter = await this.app.container.make('emitter')
    const { repeatLostReads } = await import('#core/repeat_reads')
    const { watchDatabase } = await import('#core/database_silence')
    const { mysqlConnection } = await import('#config/database')
    const isServer = this.app.getEnvironment() === 'web'
    emitter.on('db:connection:connect', ({ name, client, config }) => {
      if (!client || config.client !== 'mysql2') return
      repeatLostReads(client.client)
      if (!isServer || typeof config.connection !== 'object') return
      const { host, port } = config.connection
      watchDatabase(name, client.client, { ...mysqlConnection, host, port })
    })
  }

  async shutdown() {
    const { stopWatching } = await import('#core/database_silence')
    stopWatching()
  }
}
