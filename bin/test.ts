process.env.NODE_ENV = 'test'

import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { configure, processCLIArgs, run } from '@japa/runner'
import { spec } from '@japa/runner/reporters'
import { APP_ROOT, importer } from './application.js'
import { buildStaleAssets } from './assets.js'
import { testSummary } from './test_summary.js'

const INTERRUPTED = 130

new Ignitor(APP_ROOT, { importer })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    // Whoever ends it so: the services and servers that tests have started end with the process.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      app.listen(signal, () => process.exit(INTERRUPTED))
    }
  })
  .testRunner()
  .configure(async (app) => {
    // Pages are tested with the scripts and styles that are served.
    buildStaleAssets((line) => process.stdout.write(`${line}\n`))
    const { runnerHooks, ...config } = await import('#tests/bootstrap')
    processCLIArgs(process.argv.splice(2))
    configure({
      ...app.rcFile.tests,
      ...config,
      reporters: { activated: ['spec', testSummary.name], list: [spec(), testSummary] },
      setup: runnerHooks.setup,
      teardown: runnerHooks.teardown.concat([() => app.terminate()]),
    })
  })
  .run(() => run())
  .catch(async (error) => {
    await prettyPrintError(error)
    // What has begun meanwhile would keep the process alive.
    process.exit(1)
  })
