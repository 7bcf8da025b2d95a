/*
| `npm run bench:events`: how long a sale takes to be on a screen. Two web processes behind Caddy, a worker,
| MariaDB, Valkey and Kafka are started; Chromium shows the dashboard and an item through Caddy, sales are booked
| through the API, and the time from the answer (the commit) until the new figure stands in the document
| is taken. Then: how fast a backlog drains that Kafka's absence has left.
*/
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { chromium } from 'playwright-core'
import { startCaddy } from '../bin/services/caddy.js'
import { startKafka } from '../bin/services/kafka.js'
import { startServices } from '../bin/services/index.js'
import { freePort } from '../bin/services/service.js'

const SALES = Number(process.env.SALES ?? 60)
const BACKLOG = Number(process.env.BACKLOG ?? 20_000)
const PASSWORD = 'bench-password-1'
const ROOT = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'bincard-bench-'))
const programs = []

async function main() {
  const started = await startServices(['mariadb', 'valkey'], folder)
  const kafka = await startKafka(folder)
  const services = [...started.values()].map(({ service, error }) => {
    if (error) throw error
    return service
  })
  try {
    const settings = Object.assign({}, kafka.environment, ...services.map((s) => s.environment))
    const site = await startSite(settings)
    await measureLatency(site)
    await measureDrain(settings, kafka)
  } finally {
    await Promise.all(programs.map((stop) => stop()))
    await Promise.all([...services, kafka].map((service) => service.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startSite(settings) {
  const port = await freePort()
  const base = `https://localhost:${port}`
  const shared = {
    ...settings,
    APP_URL: base,
    TRUST_PROXY: '127.0.0.1',
    QUEUE_DRIVER: 'bullmq',
    CACHE_STORE: 'valkey',
    EVENT_LOG: 'kafka',
  }
  const first = await startServer(shared, 'web')
  const [second] = await Promise.all([startServer(shared, 'web'), startServer(shared, 'worker')])
  const caddy = await startCaddy(folder, { port, upstreams: [first, second] })
  programs.push(caddy.stop)
  return { base, direct: `http://${second}` }
}

async function startServer(settings, role) {
  const port = await freePort()
  const data = join(folder, 'files')
  mkdirSync(data, { recursive: true })
  const child = spawn(
    process.execPath,
    ['--import=@poppinss/ts-exec', join(ROOT, 'bin/server.ts'), '--prepare'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...settings,
        ROLE: role,
        NODE_ENV: 'production',
        APP_KEY: 'bench-only-bench-only-bench-only-bench',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: data,
        DEMO: 'false',
        LOG_LEVEL: 'error',
        ADMIN_USERNAME: 'bench',
        ADMIN_PASSWORD: PASSWORD,
      },
    }
  )
  programs.push(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  })
  while (!(await answers(`http://127.0.0.1:${port}/health/ready`))) {
    if (child.exitCode !== null) throw new Error(`A server ended with code ${child.exitCode}`)
    await sleep(100)
  }
  return `127.0.0.1:${port}`
}

function answers(url) {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false
  )
}

async function measureLatency({ base, direct }) {
  const send = await apiOf(direct)
  const part = await send('/api/parts/', { name: 'Lamp', quantity: 1_000_000, sale_price: 10 })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await signedIn(context, base)
    await page.goto(`${base}/?range=today`)
    // Warm: code, connections, the stream, the first join of the group.
    for (let seen = 0, round = 0; seen < 5; round++) {
      if (round > 30) throw new Error('The page does not hear of sales')
      await timeSale(page, send, part.pk).then(
        () => seen++,
        () => undefined
      )
    }
    const times = []
    for (let round = 0; round < SALES; round++) {
      times.push(await timeSale(page, send, part.pk))
      await sleep(300 + Math.random() * 400)
    }
    say('from commit to the screen, ms', times)
  } finally {
    await browser.close()
  }
}

async function apiOf(base) {
  const basic = Buffer.from(`bench:${PASSWORD}`).toString('base64')
  const answer = await fetch(`${base}/api/user/token/?name=bench`, {
    headers: { authorization: `Basic ${basic}` },
  })
  const { token } = await answer.json()
  return async (path, body) => {
    const made = await fetch(base + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'authorization': `Token ${token}`,
        'accept': 'application/json',
        'content-type': 'application/json',
      },
    })
    if (!made.ok) throw new Error(`${path} answers ${made.status}: ${await made.text()}`)
    return made.json()
  }
}

async function signedIn(context, base) {
  const page = await context.newPage()
  await page.goto(`${base}/sign-in`)
  await page.fill('input[name=username]', 'bench')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('form button[type=submit]')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}

/** The page notes when its figures change; both clocks are this machine's. */
async function timeSale(page, send, part) {
  const changed = page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const figures = document.querySelector('#figures')
        const before = figures.textContent
        const observer = new MutationObserver(() => {
          if (figures.textContent === before) return
          observer.disconnect()
          requestAnimationFrame(() => resolve(Date.now()))
        })
        observer.observe(figures, { childList: true, subtree: true, characterData: true })
        setTimeout(() => reject(new Error('The figures have not changed')), 10_000)
      })
  )
  await sleep(20)
  await send('/api/transactions/', { part, type: 'OUT', quantity: 1, unit_price: 10 })
  const committedAt = Date.now()
  return Math.max(0, (await changed) - committedAt)
}

/** Events as the ledger writes them, while the broker is away; then the time until all are applied. */
async function measureDrain(settings, kafka) {
  const database = await mysql.createConnection({
    host: settings.DB_HOST,
    port: Number(settings.DB_PORT),
    user: settings.DB_USER,
    password: settings.DB_PASSWORD,
    database: settings.DB_DATABASE,
  })
  await settled(database)
  await kafka.stop()
  const [[sample]] = await database.query('SELECT MAX(id) AS part FROM parts')
  for (let done = 0; done < BACKLOG; done += 1_000) await recordEvents(database, sample.part, 1_000)
  await kafka.start()
  const begun = Date.now()
  const appliesAt = whenFirstApplied(database)
  while ((await countOf(database, 'published_at IS NULL')) === BACKLOG) await sleep(5)
  const firstAt = Date.now()
  while ((await countOf(database, 'published_at IS NULL')) > 0) await sleep(10)
  const publishedAt = Date.now()
  await settled(database)
  const appliedAt = Date.now()
  await database.end()
  const rate = (ms) => Math.round(BACKLOG / (Math.max(1, ms) / 1000))
  process.stdout.write(
    `backlog of ${BACKLOG}: first event out ${firstAt - begun} ms and applied ${(await appliesAt) - begun} ms after the broker is back, ` +
      `published at ${rate(publishedAt - firstAt)} events/s, applied at ${rate(appliedAt - firstAt)} events/s\n`
  )
}

/** The consumers join their groups again meanwhile. */
async function whenFirstApplied(database) {
  while ((await countOf(database, '1 = 1')) === BACKLOG) await sleep(25)
  return Date.now()
}

async function settled(database) {
  while ((await countOf(database, '1 = 1')) > 0) await sleep(25)
}

async function countOf(database, condition) {
  const [[row]] = await database.query(
    `SELECT COUNT(*) AS count FROM outbox_events o WHERE ${condition} AND NOT EXISTS
      (SELECT 1 FROM projection_events p WHERE p.projection = 'stock_figures' AND p.event_id = o.event_id)`
  )
  return row.count
}

async function recordEvents(database, part, count) {
  const time = new Date()
  const created = time.toISOString().slice(0, 23).replace('T', ' ')
  const rows = Array.from({ length: count }, (_, index) => {
    const id = crypto.randomUUID()
    const posting = {
      id: index,
      kind: 'transfer',
      counts_as: 'transfer',
      part,
      occurred_at: time,
      recorded_at: time,
      day: created.slice(0, 10),
      user: null,
      movements: [
        { lot: 1, location: 1, quantity: '-1.00000', value: '-1.000000', amount: '0.000000' },
        { lot: 1, location: 2, quantity: '1.00000', value: '1.000000', amount: '0.000000' },
      ],
    }
    const event = {
      specversion: '1.0',
      id,
      source: '/bincard',
      type: 'bincard.stock.moved.v1',
      subject: String(part + (index % 50)),
      time,
      datacontenttype: 'application/json',
      data: { posting },
    }
    return [id, event.type, event.subject, JSON.stringify(event), created]
  })
  await database.query(
    'INSERT INTO outbox_events (event_id, type, subject, payload, created_at) VALUES ?',
    [rows]
  )
}

function say(what, times) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  process.stdout.write(
    `${what}: p50 ${at(0.5)}, p95 ${at(0.95)}, most ${sorted.at(-1)} (${times.length} sales)\n`
  )
}

await main()
process.exit()
