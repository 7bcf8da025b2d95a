import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { APP_ROOT, importer } from './application.js'
import { stopOnSignals } from './shutdown.js'
import { explainStartFailure } from './start_failure.js'

/** `npm start` asks for it: migrations, stale assets and the first start, in this same process. */
const isPreparing = process.argv.includes('--prepare')

new Ignitor(APP_ROOT, { importer })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
      const { claimResources } = await import('./prepare.js')
      await claimResources()
    })
    if (isPreparing) {
      app.starting(async () => {
        const { prepare } = await import('./prepare.js')
        const { greet } = await import('./greeting.js')
        const hint = await prepare(app)
        app.ready(() => greet(hint))
      })
    } else {
      app.starting(async () => {
        const { requireMigrated } = await import('./migrate.js')
        await requireMigrated(app)
      })
    }
    stopOnSignals(app)
  })
  .httpServer()
  .start()
  .catch(async (error) => {
    await explainStartFailure(error)
    process.exit(1)
  })
