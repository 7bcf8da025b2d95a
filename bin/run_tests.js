/*
| `npm test`: lint, the build (which checks the types) and every suite, each suite in a process and with a
| database of its own. Servers that tests start are those of the build, as in production. It ends with one
| line, "N passed, N failed" or "N passed, N failed, N skipped".
|
| `npm test -- SUITE … [--files=NAME] [--tests=TITLE]`: only these suites, without lint and build; with
| --mariadb or --mysql only on that server, which is fetched and started for it; with
| --services=NAME,NAME only these services are started (none: --services=), and what needs another one
| is left out. The browser suite goes through Caddy, which is always started for it, if it can be had.
*/
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOrInstallChromium } from './chromium.js'
import { installWhenNeeded } from './install.js'
import { fetchCaddy, startCaddy } from './services/caddy.js'
import { beginServices, USUAL_SERVICES } from './services/index.js'
import { freePort } from './services/service.js'
import { ROOT, spawnProjectNode } from './project_node.js'
import { inLanes, shareFiles } from './test_shares.js'

const SUITES = ['unit', 'functional', 'integration', 'browser']
/** The servers that tests run on. */
const DATABASES = ['mariadb', 'mysql']
/** Those that use the database run on both; a test tagged @sqlite is about the embedded one. */
const ON_DATABASE = ['functional', 'integration']
/** What stands before one suite alone, and is started with it. */
const IN_FRONT = 'caddy'
/** Those whose tests use the other services. */
const ON_SERVICES = ['integration', 'browser']
/** So many suites run at once on two processors: in much of their time they wait. */
const LANES = 3
const BROWSER_SHARES = 2
const CHECKS = {
  lint: ['node_modules/eslint/bin/eslint.js', '.'],
  build: ['ace.js', 'build'],
}
const BUILD = join(ROOT, 'build')
/** What a developer's shell or .env must not change in a test. */
const OWN_SETTINGS =
  /^(ADMIN_|COMPANY_|DB_|QUEUE_|CACHE_|VALKEY_|EVENT_LOG$|KAFKA_|DRIVE_|S3_|ANALYSIS_|WEBHDFS_|HADOOP_|YARN_|WEBHOOK_|METRICS_|DEMO$|ROLE$|TRUST_PROXY$|SECURE_COOKIES$|SQLITE_|LOG_)/

// Each service and each suite asks to be ended with this process.
process.setMaxListeners(100)
const scratch = mkdtempSync(join(tmpdir(), 'bincard-test-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

/** For what runs beside something else. */
const HELD = { isHeld: true }
let runs = 0
const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exit(130)
  })
}

installWhenNeeded()
const given = process.argv.slice(2)
const named = SUITES.filter((suite) => given.includes(suite))
const onlyDatabase = DATABASES.find((name) => given.includes(`--${name}`))
const chosen = given.find((argument) => argument.startsWith('--services='))
const options = given.filter(
  (argument) =>
    !SUITES.includes(argument) && argument !== `--${onlyDatabase}` && argument !== chosen
)
const total = { passed: 0, failed: 0, skipped: 0 }
/** Tests that failed first: each is a fault of the product or of the test that is still to be found. */
const triedAgain = []
const suites = named.length ? named : SUITES
const starting = beginServices(servicesFor(suites), scratch)
/** Further ones of a service, for suites that run beside others. */
const beside = []
let isValkeyTaken = false
if (suites.includes('browser')) fetchCaddy().catch(() => 'It is told when it is needed.')
if (given.length === 0) await runAll()
else await runSome()
for (const { service } of await Promise.all([...starting.values(), ...beside]))
  await service?.stop()

for (const title of triedAgain) process.stdout.write(`tried again: ${title}\n`)
const skipped = total.skipped ? `, ${total.skipped} skipped` : ''
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exit(total.failed ? 1 : 0)

/** Those that take long begin first; the short ones fill the gaps, and run while services are being fetched. */
async function runAll() {
  await inLanes(LANES, [build, () => runCheck('lint'), () => runSuite('unit', HELD)].map(counted))
  const services = countMissingServices()
  const onServices = (step) => async () => {
    await services
    return step()
  }
  const shares = shareFiles(join(ROOT, 'tests/browser'), BROWSER_SHARES)
  await inLanes(
    LANES,
    [
      onServices(() => runOnDatabase('mariadb', 'integration', HELD)),
      onServices(() => runSuite('integration', HELD)),
      () => runOnDatabase('mariadb', 'functional', HELD),
      () => runSuite('functional', HELD),
      ...shares.map((files, index) =>
        onServices(() =>
          runSuite('browser', { ...HELD, share: { name: `browser-${index + 1}`, files } })
        )
      ),
    ].map(counted)
  )
}

/** Two runs must not meet in one queue, nor in one cache: the second and all others have a Valkey of their own. */
async function valkeyOf(name) {
  if (given.length || !starting.has('valkey') || !isValkeyTaken) {
    isValkeyTaken = true
    return {}
  }
  const folder = join(scratch, `valkey-${name}`)
  mkdirSync(folder)
  const outcome = await beginServices(['valkey'], folder).get('valkey')
  beside.push(outcome)
  return outcome.service?.environment ?? {}
}

async function runSome() {
  await countMissingServices()
  const onDatabase = suites.filter((suite) => ON_DATABASE.includes(suite))
  await inTurn(
    onlyDatabase
      ? onDatabase.map((suite) => () => runOnDatabase(onlyDatabase, suite))
      : suites.map((suite) => () => runSuite(suite))
  )
}

async function inTurn(steps) {
  await inLanes(1, steps.map(counted))
}

function counted(step) {
  return async () => add(await step())
}

async function countMissingServices() {
  for (const [name, outcome] of starting) {
    const { error } = await outcome
    if (error) add(withoutService(name, error))
  }
}

function servicesFor(names) {
  const named = chosen
    ? chosen.slice('--services='.length).split(',').filter(Boolean)
    : USUAL_SERVICES.filter(
        (name) => !DATABASES.includes(name) && names.some((suite) => ON_SERVICES.includes(suite))
      )
  const wanted = named.filter((name) => name !== IN_FRONT)
  const database = given.length === 0 ? 'mariadb' : onlyDatabase
  return database ? [...new Set([database, ...wanted])] : wanted
}

function add(counts) {
  for (const kind of Object.keys(total)) total[kind] += counts[kind] ?? 0
  triedAgain.push(...(counts.triedAgain ?? []))
}

async function runCheck(name) {
  const code = await run(CHECKS[name], { isHeld: true })
  process.stdout.write(code === 0 ? `✔ ${name}\n` : `✘ ${name}: see above\n`)
  return code === 0 ? { passed: 1 } : { failed: 1 }
}

async function build() {
  const counts = await runCheck('build')
  // In the place of an installation of its own.
  if (counts.passed) symlinkSync(join(ROOT, 'node_modules'), join(BUILD, 'node_modules'))
  return counts
}

/** In a database of its own; nothing where that server could not be had, which is told elsewhere. */
async function runOnDatabase(kind, suite, settings) {
  const outcome = await starting.get(kind)
  const server = outcome?.service
  if (!server) return {}
  const database = { ...server.environment, ...(await server.createDatabase(suite)) }
  return runSuite(suite, { ...settings, arguments: ['--tags=~@sqlite'], database })
}

async function runSuite(suite, { isHeld, arguments: own = [], database = {}, share } = {}) {
  const chromium = suite === 'browser' ? findOrInstallChromium() : ''
  if (chromium === undefined) return withoutChromium()
  const name = share?.name ?? [suite, database.DB_CONNECTION].filter(Boolean).join('-')
  const files = share?.files.map((file) => `--files=${suite}/${file}`) ?? []
  const summary = join(scratch, `${name}.json`)
  const port = await freePort()
  const front = suite === 'browser' ? await startFront(port) : undefined
  const env = environment(port, {
    TEST_SUMMARY_FILE: summary,
    DATA_DIR: mkdtempSync(join(scratch, `${name}-`)),
    CHROMIUM_PATH: chromium,
    ...(ON_SERVICES.includes(suite) ? await environmentOfServices(name) : {}),
    ...(given.length === 0 ? { SERVER_BUILD: BUILD } : {}),
    ...database,
    ...front?.environment,
  })
  const script = ['--import=@poppinss/ts-exec', 'bin/test.ts', suite, ...own, ...files, ...options]
  const code = await run(script, { env, isHeld })
  await front?.stop()
  const counts = readSummary(summary)
  if (!counts) process.stdout.write(`✘ ${name}: the run ended early (code ${code})\n`)
  if (counts?.passed && code !== 0 && !counts.failed) {
    process.stdout.write(`✘ ${name}: the run ended with code ${code}\n`)
    counts.failed = 1
  }
  return counts ?? { failed: 1 }
}

async function environmentOfServices(name) {
  const others = [...starting].filter(([name]) => !DATABASES.includes(name))
  const outcomes = await Promise.all(others.map(([, outcome]) => outcome))
  const environments = outcomes.map(({ service }) => service?.environment ?? {})
  return Object.assign({}, ...environments, await valkeyOf(name))
}

/** Caddy before the server of the suite, by the product's own Caddyfile. Without it the browser goes straight to the server. */
async function startFront(port) {
  try {
    const { environment, stop, ...caddy } = await startCaddy(scratch, {
      upstreams: [`127.0.0.1:${port}`],
    })
    return {
      stop,
      environment: {
        ...environment,
        CADDY_BASE: caddy.base,
        CADDY_TRUSTED: caddy.trusted,
        CADDY_ACCESS_LOG: caddy.accessLog,
        NODE_EXTRA_CA_CERTS: caddy.authority,
      },
    }
  } catch (error) {
    add(withoutService(IN_FRONT, error))
  }
}

function withoutChromium() {
  return withoutService('browser', new Error('there is no Chromium (set CHROMIUM_PATH)'))
}

/** On a build server every suite must run; elsewhere the others are worth running alone. */
function withoutService(name, { message }) {
  process.stdout.write(`${name}: skipped, because ${message}\n`)
  return process.env.CI === 'true' ? { failed: 1 } : { skipped: 1 }
}

/** Gives the exit code. Held output is printed when the program has ended, so that two at once stay apart. */
function run(nodeArguments, { env = process.env, isHeld = false } = {}) {
  const log = join(scratch, `output-${++runs}.log`)
  const output = isHeld ? openSync(log, 'w') : 'inherit'
  return new Promise((resolve) => {
    const child = spawnProjectNode(nodeArguments, { env, stdio: ['ignore', output, output] })
    running.add(child)
    child.on('exit', (code) => {
      running.delete(child)
      if (isHeld) {
        closeSync(output)
        process.stdout.write(readFileSync(log))
      }
      resolve(code ?? 1)
    })
  })
}

function environment(port, settings) {
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

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
