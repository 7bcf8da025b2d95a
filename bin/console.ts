import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { APP_ROOT, importer } from './application.js'
import { explainStartFailure } from './start_failure.js'

/** Commands that leave the database as it is: they may run beside the server. */
const READING_COMMANDS =
  /^(help|list|list:routes|inspect:.*|make:.*|generate:.*|configure|add|eject|env:.*|migration:status|\w+:verify|db:doctor|storage:\w+|assets:publish|stock:replay|openapi:.*)$/

/** The product's own commands: they need the tables of this version. */
const OWN_COMMANDS = /^(?:(?:import|stock|projections|users):|storage:doctor$)/

/** They can do nothing without the database: whoever calls them hears at once why it lets us not in. */
const DATABASE_COMMANDS = /^(import|stock|projections|migration|db|users):/

/** Commands that ask a server that has the database to do their work as a job. */
const DELEGATING_COMMANDS = /^projections:rebuild$/

async function claimData(): Promise<void> {
  const { default: env } = await import('#start/env')
  if (env.database.connection === 'mysql' && DATABASE_COMMANDS.test(command)) {
    const { reachDatabase } = await import('#core/reach_database')
    await reachDatabase()
  }
  if (READING_COMMANDS.test(command) || env.database.connection !== 'sqlite') return
  const { dataDirectory } = await import('#config/database')
  const { DataInUse, holdData } = await import('./data_lock.js')
  try {
    holdData(dataDirectory, { task: `node ace ${command}` })
  } catch (error) {
    if (!DELEGATING_COMMANDS.test(command) || !(error instanceof DataInUse)) throw error
    process.env.DELEGATE_TO_SERVER = 'true'
  }
}

async function requireSchema(app: ApplicationService): Promise<void> {
  if (!OWN_COMMANDS.test(command)) return
  const { requireMigrated } = await import('./migrate.js')
  await requireMigrated(app)
}

async function fail(error: Error): Promise<never> {
  await explainStartFailure(error)
  process.exit(1)
}

const command = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? 'list'

new Ignitor(APP_ROOT, { importer })
  .tap((app) => {
    // Caught here, because the command kernel would print the refusal with its stack.
    app.booting(() => claimData().catch(fail))
    app.booted(() => requireSchema(app).catch(fail))
    app.listen('SIGTERM', () => app.terminate())
    app.listenIf(app.managedByPm2, 'SIGINT', () => app.terminate())
  })
  .ace()
  .handle(process.argv.splice(2))
  .catch(fail)
