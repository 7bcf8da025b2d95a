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
      app.booted(async () => {
        const { prepare } = await import('./prepare.js')
        await prepare(app)
      })
      app.ready(async () => {
        const { greet } = await import('./greeting.js')
        await greet()
      })
    }
    stopOnSignals(app)
  })
  .httpServer()
  .start()
  .catch((error) => {
    explainStartFailure(error)
    process.exit(1)
  })
