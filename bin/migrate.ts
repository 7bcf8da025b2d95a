import type { ApplicationService } from '@adonisjs/core/types'
import { MigrationRunner } from '@adonisjs/lucid/migration'

/** Brings the database to the schema of this version. Throws when a migration fails. */
export async function migrate(app: ApplicationService, announce: (line: string) => void) {
  const db = await app.container.make('lucid.db')
  const runner = new MigrationRunner(db, app, { direction: 'up' })
  runner.once('migration:start', () => announce('Preparing the database …'))
  await runner.run()
  if (runner.error) throw runner.error
}
