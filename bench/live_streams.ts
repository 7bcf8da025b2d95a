/*
| How much memory an open live stream takes: opens them on one server of its own and reads what the server
| holds before and after, then tells all of them something and sees when the last has heard.
|
|   node --import=@poppinss/ts-exec bench/live_streams.ts [streams] [address username password]
|
| Without an address it begins a server with an empty database.
*/
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get, request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const STREAMS = Number(process.argv[2] ?? 1_000)
const PORT = 4_900 + (process.pid % 90)
const BASE = `http://127.0.0.1:${PORT}`
const USER = { username: 'bench', password: 'a password of the bench' }
const agent = new Agent({ maxSockets: Infinity })

interface Answer {
  status: number
  text: string
  cookies: string
}

function ask(path: string, method = 'GET', cookies = '', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'cookie': cookies, 'content-type': 'application/x-www-form-urlencoded' }
    request(BASE + path, { method, headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () => {
        const set = answer.headers['set-cookie'] ?? []
        const given = set.map((cookie) => cookie.split(';', 1)[0]).join('; ')
        resolve({ status: answer.statusCode ?? 0, text, cookies: given })
      })
    })
      .on('error', reject)
      .end(body)
  })
}

async function signIn(): Promise<string> {
  const page = await ask('/sign-in')
  const [, token = ''] = /name='_csrf' value='([^']+)'/.exec(page.text) ?? []
  const form = new URLSearchParams({ _csrf: token, ...USER }).toString()
  const { cookies } = await ask('/sign-in', 'POST', page.cookies, form)
  return cookies
}

function openStream(uid: string, cookies: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(
      `${BASE}/__transmit/events?uid=${uid}`,
      { agent, headers: { cookie: cookies } },
      (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`answered ${answer.statusCode}`))
        answer.resume()
        resolve(answer)
      }
    ).on('error', reject)
  })
}

/** Resident memory of a process in kilobytes. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}

async function waitForServer(): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const answer = await ask('/health/ready').catch(() => null)
    if (answer?.status === 200) return
    await sleep(500)
  }
  throw new Error('The server did not begin')
}

const folder = mkdtempSync(join(tmpdir(), 'bincard-streams-'))
const server = spawn(
  process.execPath,
  ['--import=@poppinss/ts-exec', 'bin/server.ts', '--prepare', '--empty'],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      ENV_PATH: folder,
      APP_KEY: 'of the bench of the bench of the bench',
      DATA_DIR: folder,
      PORT: String(PORT),
      HOST: '127.0.0.1',
      APP_URL: BASE,
      DEMO: 'false',
      LOG_LEVEL: 'error',
      ADMIN_USERNAME: USER.username,
      ADMIN_PASSWORD: USER.password,
    },
  }
)

try {
  await waitForServer()
  const pid = server.pid ?? 0
  const cookies = await signIn()
  // The first ones load what all share.
  for (let count = 0; count < 20; count++) await openStream(`warm-${count}`, cookies)
  await sleep(2_000)
  const before = memoryOf(pid)
  const began = performance.now()
  const streams: IncomingMessage[] = []
  for (let opened = 0; opened < STREAMS; opened += 50) {
    const uids = Array.from(
      { length: Math.min(50, STREAMS - opened) },
      (_, at) => `s-${opened + at}`
    )
    streams.push(...(await Promise.all(uids.map((uid) => openStream(uid, cookies)))))
  }
  const openMs = performance.now() - began
  await sleep(3_000)
  const after = memoryOf(pid)
  // The ping of every 15 s goes to all: how long between the first and the last that hear it.
  const heard = streams.map(
    (stream) =>
      new Promise<number>((resolve) => stream.once('data', () => resolve(performance.now())))
  )
  const times = await Promise.all(heard)
  const answer = performance.now()
  await ask('/health/ready')
  const report = {
    streams: streams.length,
    opened_per_second: Math.round((streams.length / openMs) * 1_000),
    server_before_mb: Math.round(before / 1_024),
    server_after_mb: Math.round(after / 1_024),
    kb_per_stream: Math.round(((after - before) / streams.length) * 10) / 10,
    told_all_within_ms: Math.round(Math.max(...times) - Math.min(...times)),
    health_answers_in_ms: Math.round(performance.now() - answer),
  }
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
} finally {
  server.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
