/*
| `npm run bench:part-list [-- SECONDS]`: how many pages of parts and how many postings the server
| answers in a second, beside what Node alone can do on the same database in the same run.
*/
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fillDatabase } from './fill_database.js'
import { load, type Measured } from './load.js'

const SECONDS = Number(process.argv[2] ?? 4)
const ROUNDS = 3
const PARTS = 20_000
const LOTS_PER_PART = 5
const PORT = Number(process.env.PORT ?? 4199)
const PASSWORD = 'bench-password-1'
const ROOT = join(import.meta.dirname, '..')
const PATH = '/api/part/?limit=25'

const directory = mkdtempSync(join(tmpdir(), 'bincard-bench-'))
const file = join(directory, 'bincard.sqlite3')
const children: ChildProcess[] = []

function run(script: string, ...more: string[]): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import=@poppinss/ts-exec', join(ROOT, script), ...more],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        APP_KEY: 'bench-only-bench-only-bench-only-bench',
        APP_URL: `http://127.0.0.1:${PORT}`,
        HOST: '127.0.0.1',
        PORT: String(PORT),
        DATA_DIR: directory,
        DB_CONNECTION: 'sqlite',
        DEMO: 'false',
        LOG_LEVEL: 'error',
        ADMIN_USERNAME: 'bench',
        ADMIN_PASSWORD: PASSWORD,
      },
    }
  )
  children.push(child)
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

async function startServer(...more: string[]): Promise<ChildProcess> {
  const child = run('bin/server.ts', ...more)
  for (let tries = 0; tries < 600; tries++) {
    await sleep(100)
    const answer = await fetch(`http://127.0.0.1:${PORT}/health/ready`).catch(() => null)
    if (answer?.ok) return child
    if (child.exitCode !== null) throw new Error('The server did not start')
  }
  throw new Error('The server is not ready after a minute')
}

async function startBare(...what: string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = run('bench/bare_server.ts', ...what)
  const { stdout } = child
  if (!stdout) throw new Error('The bare server has no output')
  for await (const output of stdout) return { child, port: Number(String(output)) }
  throw new Error('The bare server did not start')
}

async function token(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${PORT}/api/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'bench', password: PASSWORD }),
  })
  const { token: text } = (await answer.json()) as { token: string }
  return text
}

function httpRequest(method: string, path: string, key = '', body = ''): string {
  const length = body ? `content-type: application/json\r\ncontent-length: ${body.length}\r\n` : ''
  const authorization = key ? `authorization: Token ${key}\r\n` : ''
  return `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${PORT}\r\n${authorization}${length}\r\n${body}`
}

async function checkSameFields(key: string, barePort: number): Promise<void> {
  const headers = { authorization: `Token ${key}` }
  const ours = (await (await fetch(`http://127.0.0.1:${PORT}${PATH}`, { headers })).json()) as {
    results: object[]
  }
  const bare = (await (await fetch(`http://127.0.0.1:${barePort}/`)).json()) as {
    results: object[]
  }
  assert.deepEqual(ours.results, bare.results)
}

function line(name: string, { perSecond, medianMs, p99Ms, cpuMs, statuses }: Measured): void {
  const answers = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')
  process.stdout.write(
    `${name.padEnd(38)} ${perSecond.toFixed(0).padStart(7)} /s   median ${medianMs.toFixed(2)} ms` +
      `   p99 ${p99Ms.toFixed(2)} ms   ${cpuMs.toFixed(3)} ms of processor each   (${answers})\n`
  )
}

async function main(): Promise<void> {
  process.stdout.write(`Making ${PARTS} parts with ${PARTS * LOTS_PER_PART} stock items …\n`)
  await stop(await startServer('--prepare'))
  fillDatabase(file, { parts: PARTS, lotsPerPart: LOTS_PER_PART })
  const server = await startServer()
  const key = await token()
  const hello = await startBare('hello')
  const bare = await startBare('list', file)
  await checkSameFields(key, bare.port)

  const page = httpRequest('GET', PATH, key)
  const ask = (port: number, child: ChildProcess, request: () => string, seconds = SECONDS) =>
    load({ port, pid: child.pid, request, seconds })
  await ask(bare.port, bare.child, () => page, 1)
  await ask(PORT, server, () => page, 2)
  const ratios: { toBare: number; toHello: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    // In turns, so that whatever else the machine does meets all three alike.
    const ofHello = await ask(hello.port, hello.child, () => page)
    const ofBare = await ask(bare.port, bare.child, () => page)
    const ours = await ask(PORT, server, () => page)
    line('bare hello', ofHello)
    line('bare list of 25', ofBare)
    line(`Bincard GET ${PATH}`, ours)
    ratios.push({
      toBare: ours.perSecond / ofBare.perSecond,
      toHello: ours.perSecond / ofHello.perSecond,
    })
  }
  await stop(bare.child)
  await stop(hello.child)

  const random = (below: number) => Math.floor(Math.random() * below)
  const far = () => httpRequest('GET', `${PATH}&offset=${random(PARTS)}`, key)
  line('Bincard, a random page', await ask(PORT, server, far))
  const search = () => httpRequest('GET', `${PATH}&search=teapot%20%23${random(100)}`, key)
  line('Bincard, a search', await ask(PORT, server, search))
  const posting = () => {
    const body = JSON.stringify({ part: 1 + random(PARTS), type: 'OUT', quantity: 1 })
    return httpRequest('POST', '/api/transactions/', key, body)
  }
  line('Bincard POST /api/transactions/', await ask(PORT, server, posting))
  await stop(server)

  const middle = (values: number[]) =>
    values.sort((one, other) => one - other)[Math.floor(values.length / 2)]
  const toBare = middle(ratios.map((ratio) => ratio.toBare))
  const toHello = middle(ratios.map((ratio) => ratio.toHello))
  process.stdout.write(
    `\nlist ÷ bare list  ${toBare.toFixed(3)}   (at least 0.3; the middle of ${ROUNDS} rounds)\n` +
      `list ÷ bare hello ${toHello.toFixed(3)}   (at least 0.02)\n`
  )
}

try {
  await main()
} finally {
  for (const child of children) child.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
}
