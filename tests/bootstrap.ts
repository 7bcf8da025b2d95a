import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import ace from '@adonisjs/core/services/ace'
import { sessionApiClient } from '@adonisjs/session/plugins/api_client'
import { apiClient } from '@japa/api-client'
import { assert } from '@japa/assert'
import { browserClient } from '@japa/browser-client'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import type { Config } from '@japa/runner/types'
import { launchChromium } from '#tests/helpers/chromium'

export const plugins: Config['plugins'] = [
  assert(),
  pluginAdonisJS(app),
  apiClient(),
  sessionApiClient(app),
  browserClient({
    runInSuites: ['browser'],
    launcher: () => launchChromium(),
  }),
]

/** Each run has a database of its own (bin/run_tests.js names it), so that none waits for the lock of another. */
async function migrate() {
  await ace.boot()
  const command = await ace.exec('migration:run', [
    '--force',
    '--compact-output',
    '--disable-locks',
  ])
  if (command.exitCode) throw new Error('The test database could not be migrated')
}

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [migrate],
  teardown: [],
}

/** What still asks, such as Caddy for its health, would hold up the end of the suite for ever. */
async function serve() {
  const end = await testUtils.httpServer().start()
  const server = await app.container.make('server')
  return () => {
    const ended = end()
    server.getNodeServer()?.closeAllConnections()
    return ended
  }
}

export const configureSuite: Config['configureSuite'] = (suite) => {
  // A browser shares two processors with all services: what was slow once has another try, which the end tells of.
  if (suite.name === 'browser') suite.onTest((test) => test.retry(1))
  if (suite.name !== 'unit') suite.setup(serve)
}
