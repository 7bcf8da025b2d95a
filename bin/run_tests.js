/*
| `npm test`: lint, types and every suite, each suite in a process and with a database of its own. It
| ends with one line, "N passed, N failed" or "N passed, N failed, N skipped".
|
| `npm test -- SUITE … [--files=NAME] [--tests=TITLE]`: only these suites, without lint and types.
*/
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOrInstallChromium } from './chromium.js'
import { installWhenNeeded } from './install.js'
import { spawnProjectNode } from './project_node.js'

const SUITES = ['unit', 'functional', 'integration', 'browser']
const CHECKS = {
  lint: ['node_modules/eslint/bin/eslint.js', '.'],
  types: ['node_modules/typescript/bin/tsc', '--noEmit'],
}
/** What a developer's shell or .env must not change in a test. */
const OWN_SETTINGS = /^(ADMIN_|COMPANY_|DB_|DEMO$|ROLE$|TRUST_PROXY$|SECURE_COOKIES$|SQLITE_|LOG_)/

const scratch = mkdtempSync(join(tmpdir(), 'bincard-test-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

let running
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    running?.kill(signal)
    process.exit(130)
  })
}

installWhenNeeded()
const given = process.argv.slice(2)
const named = SUITES.filter((suite) => given.includes(suite))
const options = given.filter((argument) => !SUITES.includes(argument))
const total = { passed: 0, failed: 0, skipped: 0 }
if (given.length === 0) for (const check of Object.keys(CHECKS)) add(await runCheck(check))
for (const suite of named.length ? named : SUITES) add(await runSuite(suite, options))

const skipped = total.skipped ? `, ${total.skipped} skipped` : ''
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exit(total.failed ? 1 : 0)

function add(counts) {
  for (const kind of Object.keys(total)) total[kind] += counts[kind] ?? 0
}

async function runCheck(name) {
  const code = await run(CHECKS[name])
  process.stdout.write(code === 0 ? `✔ ${name}\n` : `✘ ${name}: see above\n`)
  return code === 0 ? { passed: 1 } : { failed: 1 }
}

async function runSuite(suite, suiteOptions) {
  const chromium = suite === 'browser' ? findOrInstallChromium() : ''
  if (chromium === undefined) return withoutChromium()
  const summary = join(scratch, `${suite}.json`)
  const folder = join(scratch, suite)
  const settings = { TEST_SUMMARY_FILE: summary, DATA_DIR: folder, CHROMIUM_PATH: chromium }
  const env = await environment(settings)
  const code = await run(['--import=@poppinss/ts-exec', 'bin/test.ts', suite, ...suiteOptions], env)
  const counts = readSummary(summary)
  if (!counts) process.stdout.write(`✘ ${suite}: the run ended early (code ${code})\n`)
  if (counts?.passed && code !== 0 && !counts.failed) {
    process.stdout.write(`✘ ${suite}: the run ended with code ${code}\n`)
    counts.failed = 1
  }
  return counts ?? { failed: 1 }
}

/** On a build server every suite must run; elsewhere the others are worth running alone. */
function withoutChromium() {
  process.stdout.write('browser: skipped, because there is no Chromium (set CHROMIUM_PATH)\n')
  return process.env.CI === 'true' ? { failed: 1 } : { skipped: 1 }
}

function run(nodeArguments, env = process.env) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'inherit', 'inherit']
    running = spawnProjectNode(nodeArguments, { env, stdio })
    running.on('exit', (code) => resolve(code ?? 1))
  })
}

async function environment(settings) {
  const port = await freePort()
  const inherited = Object.entries(process.env).filter(([name]) => !OWN_SETTINGS.test(name))
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'test',
    // Where no .env is.
    ENV_PATH: scratch,
    APP_KEY: 'tests-only-tests-only-tests-only-tests',
    APP_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    DB_CONNECTION: 'sqlite',
    SQLITE_SYNCHRONOUS: 'OFF',
    COMPANY_TIMEZONE: 'Europe/London',
    COMPANY_CURRENCY: 'GBP',
    DEMO: 'false',
    ...settings,
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
