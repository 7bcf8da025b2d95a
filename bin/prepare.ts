import type { ApplicationService } from '@adonisjs/core/types'
import env from '#start/env'
import { dataDirectory } from '#config/database'
import { buildStaleAssets } from './assets.js'
import { holdData } from './data_lock.js'
import { assertPortIsFree } from './free_port.js'
import type { SignInHint } from './first_start.js'
import { migrate } from './migrate.js'

function announce(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Takes what only one process can have, before any work is done. */
export async function claimResources(): Promise<void> {
  if (env.database.connection === 'sqlite') {
    holdData(dataDirectory, { task: 'server', address: env.appUrl })
  } else {
    const { reachDatabase } = await import('#core/reach_database')
    await reachDatabase()
  }
  await assertPortIsFree(env.port, env.host)
}

/** What `npm start` does before the server listens. Gives how to sign in. */
export async function prepare(app: ApplicationService): Promise<SignInHint> {
  buildStaleAssets(announce)
  // Imported late: what they need belongs to an application that has booted.
  const { inTurn } = await import('./turn.js')
  const { makeFirstUsers } = await import('./first_start.js')
  return inTurn(async () => {
    await migrate(app, announce)
    return makeFirstUsers()
  })
}
