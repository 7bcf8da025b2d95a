import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'

const READY_WITHIN_MS = 120_000

interface Started {
  process: ChildProcess
  /** What it has printed so far. */
  output: () => string
  ended: Promise<number>
}

const scratch: string[] = []
const started: Started[] = []

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bincard-start-'))
  scratch.push(folder)
  return folder
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await new Promise((resolve) => server.close(resolve))
  return port
}

function run(script: string[], settings: Record<string, string>): Started {
  const child = spawn(process.execPath, script, {
    cwd: app.makePath(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      APP_KEY: 'start-tests-start-tests-start-tests-start',
      ENV_PATH: scratch[0],
      NODE_ENV: 'production',
      ...settings,
    },
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 1)))
  })
  const result = { process: child, output: () => text, ended }
  started.push(result)
  return result
}

function start(settings: Record<string, string>, options: string[] = []): Started {
  return run(['bin/start.js', ...options], settings)
}

/** Gives how long the server took to answer. */
async function untilReady(server: Started, port: number): Promise<number> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < READY_WITHIN_MS) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    if (answer?.ok) return performance.now() - startedAt
    if (server.process.exitCode !== null) break
    await sleep(25)
  }
  throw new Error(`The server is not ready:\n${server.output()}`)
}

async function stop(server: Started): Promise<number> {
  server.process.kill('SIGINT')
  return server.ended
}

test.group('npm start', (group) => {
  group.tap((one) => one.tags(['@sqlite']))
  group.setup(() => void scratchFolder())
  group.each.teardown(async () => {
    for (const server of started.splice(0)) {
      if (server.process.exitCode === null) await stop(server)
    }
  })
  group.teardown(() => {
    for (const folder of scratch) rmSync(folder, { recursive: true, force: true })
  })

  test('makes users, loads the demo, and starts again at once', async ({ assert }) => {
    const folder = scratchFolder()
    const port = await freePort()
    const settings = { DATA_DIR: folder, PORT: String(port) }

    const first = start(settings)
    await untilReady(first, port)
    await sleep(200)
    const password = /^ {2}admin {2}(\S+)/m.exec(first.output())?.[1]
    assert.match(first.output(), new RegExp(`Bincard is ready: http://localhost:${port}`))
    assert.match(password ?? '', /^\w{4}-\w{4}-\w{4}$/)
    assert.include(readFileSync(join(folder, 'first-sign-in.txt'), 'utf8'), password ?? '?')
    assert.equal(statSync(join(folder, 'first-sign-in.txt')).mode % 0o1000, 0o600)

    const token = await fetch(`http://127.0.0.1:${port}/api/token/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    })
    assert.equal(token.status, 200)
    assert.equal(await stop(first), 0, first.output())

    const second = start(settings)
    await untilReady(second, port)
    await sleep(200)
    assert.include(second.output(), join(folder, 'first-sign-in.txt'))
    assert.notInclude(second.output(), String(password))
    assert.equal(await stop(second), 0)
  })

  test('leads to the set-up page when it starts empty', async ({ assert }) => {
    const port = await freePort()
    const server = start({ DATA_DIR: scratchFolder() }, ['--empty', `--port=${port}`])
    await untilReady(server, port)
    await sleep(200)
    assert.include(server.output(), 'Open it to make the first administrator.')
    const page = await fetch(`http://127.0.0.1:${port}/`)
    assert.match(page.url, /set-?up/)
  })

  test('makes the administrator that the settings name', async ({ assert }) => {
    const port = await freePort()
    const server = start({
      DATA_DIR: scratchFolder(),
      PORT: String(port),
      DEMO: 'false',
      ADMIN_USERNAME: 'boss',
      ADMIN_PASSWORD: 'a long enough password',
    })
    await untilReady(server, port)
    assert.notInclude(server.output(), 'a long enough password')
    const token = await fetch(`http://127.0.0.1:${port}/api/token/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'boss', password: 'a long enough password' }),
    })
    assert.equal(token.status, 200)
  })

  test('says who holds a port that is taken', async ({ assert }) => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    const folder = scratchFolder()
    const server = start({ DATA_DIR: folder, PORT: String(port) })
    assert.equal(await server.ended, 1)
    other.close()
    assert.match(server.output(), new RegExp(`^Port ${port} is taken by process ${process.pid} `))
    assert.include(server.output(), `PORT=${port + 1} npm start`)
    assert.notMatch(server.output(), /\n\s+at /)
    assert.isFalse(existsSync(join(folder, 'bincard.sqlite3')))
  })

  test('lets only one process have the data', async ({ assert }) => {
    const folder = scratchFolder()
    const port = await freePort()
    const settings = { DATA_DIR: folder, DEMO: 'false' }
    const first = start({ ...settings, PORT: String(port) })
    await untilReady(first, port)

    const second = start({ ...settings, PORT: String(await freePort()) })
    assert.equal(await second.ended, 1)
    assert.match(second.output(), /^Bincard already runs on the data in .*: process \d+, http/)

    const command = run(['ace.js', 'migration:run', '--force'], settings)
    assert.equal(await command.ended, 1)
    assert.match(command.output(), /^Bincard already runs on the data in /)

    // A killed server leaves no lock behind.
    const pid = JSON.parse(readFileSync(join(folder, 'bincard.pid'), 'utf8')).pid
    process.kill(pid, 'SIGKILL')
    await first.ended
    const third = start({ ...settings, PORT: String(port) })
    await untilReady(third, port)
  })

  test('leaves no process behind when it is stopped', async ({ assert }) => {
    const folder = scratchFolder()
    const port = await freePort()
    const server = start({ DATA_DIR: folder, PORT: String(port), DEMO: 'false' })
    await untilReady(server, port)
    const pid = JSON.parse(readFileSync(join(folder, 'bincard.pid'), 'utf8')).pid
    server.process.kill('SIGTERM')
    assert.equal(await server.ended, 0)
    assert.throws(() => process.kill(pid, 0), /ESRCH/)
  })

  test('ends with the process that started it', async ({ assert }) => {
    const folder = scratchFolder()
    const port = await freePort()
    const server = start({ DATA_DIR: folder, PORT: String(port), DEMO: 'false' })
    await untilReady(server, port)
    server.process.kill('SIGKILL')
    await server.ended
    await assert.rejects(() => fetch(`http://127.0.0.1:${port}/health/live`))
  })

  test('stops with one line for {0}')
    .with([
      ['PORT=hello', 'PORT is "hello", but must be a whole number'],
      ['PORT=99999', 'PORT is "99999", but must be a whole number'],
      ['APP_KEY=short', 'APP_KEY is too short'],
      ['COMPANY_TIMEZONE=Mars/Base', 'COMPANY_TIMEZONE is "Mars/Base", which is no time zone'],
      ['ROLE=worker', 'ROLE is "worker", but SQLite serves all roles in one process'],
      ['HOST=203.0.113.1', 'HOST is "203.0.113.1", which is no address of this machine'],
      ['PORT=0', 'PORT is "0", but must be a whole number'],
      ['HOST=nosuch.invalid', 'HOST is "nosuch.invalid", which is no address of this machine'],
      ['DATA_DIR=/etc/hostname/data', '/etc/hostname/data cannot be written'],
      ['DATA_DIR=/etc/hostname', '/etc/hostname cannot be written'],
      ['DATA_DIR=/proc/nowhere/data', '/proc/nowhere cannot be written'],
      ['ADMIN_PASSWORD=short', 'ADMIN_PASSWORD cannot be used'],
    ] as const)
    .run(async ({ assert }, [setting, message]) => {
      const [name, value] = setting.split('=')
      const server = start({
        DATA_DIR: scratchFolder(),
        PORT: String(await freePort()),
        [name]: value,
      })
      assert.equal(await server.ended, 1)
      const lines = server
        .output()
        .split('\n')
        .filter((line) => line && !line.endsWith('…'))
      assert.lengthOf(lines, 1, server.output())
      assert.include(lines[0], message)
    })
})
