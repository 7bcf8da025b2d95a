import type { ApplicationService } from '@adonisjs/core/types'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import { InvalidSetting } from '#start/settings'

/**
 * Brings the database to the schema of this version; call it in turn (see turn.ts), for the framework's
 * own lock would refuse instead of waiting. Throws when a migration fails.
 */
export async function migrate(app: ApplicationService, announce: (line: string) => void) {
  const db = await app.container.make('lucid.db')
  const runner = new MigrationRunner(db, app, { direction: 'up', disableLocks: true })
  runner.once('migration:start', () => announce('Preparing the database …'))
  await runner.run()
  if (runner.error) throw runner.error
}

/** Throws {@link InvalidSetting}, one line for the operator, unless the schema is this version's. */
export async function requireMigrated(app: ApplicationService): Promise<void> {
  const db = await app.container.make('lucid.db')
  const list = await new MigrationRunner(db, app, { direction: 'up', dryRun: true }).getList()
  const pending = list.filter(({ status }) => status === 'pending')
  if (pending.length === 0) return
  throw new InvalidSetting(
    `The database lacks ${pending.length} of ${list.length} migrations. Run: node ace migration:run --force`
  )
}
