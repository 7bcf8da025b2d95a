import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'

test.group('A service of the tests that cannot be had', () => {
  const CASES: [string, string, string][] = [
    ['debian', 'W: Failed to fetch http://x/ Could not connect to 127.0.0.1:9', 'proxy of apt'],
    [
      'maven',
      '[ERROR] transfer failed: Connect to proxy:9 failed: Connection refused',
      'settings.xml',
    ],
    ['go', 'go: x: Get "http://x/": dial tcp: lookup x: no such host', 'GOPROXY'],
    ['pypi', 'WARNING: Retrying after ProxyError: Cannot connect to proxy.', 'PIP_INDEX_URL'],
  ]
  test('is named in one sentence, with its registry and what to do: {0}')
    .with(CASES)
    .run(async ({ assert }, [registry, said, remedy]) => {
      const { unavailable } = await import(join(app.appRoot.pathname, 'bin/services/registries.js'))
      const { message } = unavailable(registry, 'kafka', { message: 'it failed', said })

      assert.include(message, 'which kafka comes from, cannot be reached: check the network')
      assert.include(message, remedy)
      assert.notInclude(message, '\n')
    })

  test('for another reason keeps what the client said', async ({ assert }) => {
    const { unavailable } = await import(join(app.appRoot.pathname, 'bin/services/registries.js'))
    const said = "Reading lists\nE: Version '9.7.*' for 'mysql' was not found"
    const missing = unavailable('go', 'caddy', { code: 'ENOENT', message: 'spawn go ENOENT' })

    assert.match(unavailable('debian', 'mysql', { message: 'failed', said }).message, /E: Version/)
    assert.match(missing.message, /the program go is not installed/)
  })
})
