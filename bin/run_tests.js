/*
| `npm test [-- SUITE …] [-- --files=NAME]`: brings what the tests need, runs every suite, and ends
| with one line "N passed, N failed".
*/
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runUnderProjectNode } from './project_node.js'

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

const scratch = mkdtempSync(join(tmpdir(), 'bincard-test-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

const port = await freePort()
runUnderProjectNode(['--import=@poppinss/ts-exec', 'bin/test.ts', ...process.argv.slice(2)], {
  env: {
    ...process.env,
    NODE_ENV: 'test',
    APP_KEY: 'tests-only-tests-only-tests-only-tests',
    APP_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: scratch,
    DB_CONNECTION: 'sqlite',
    SQLITE_SYNCHRONOUS: 'OFF',
    COMPANY_TIMEZONE: 'Europe/London',
    COMPANY_CURRENCY: 'GBP',
    DEMO: 'false',
  },
})
