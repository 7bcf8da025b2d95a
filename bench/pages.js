/*
| `npm run bench:pages`: weight and speed of the pages at the demo's size, in Chromium, through the
| product's own server: bytes with an empty cache, largest contentful paint, and how long a page change
| of a table takes. Beside each time stands that of the same bytes sent by node:http alone, and how long
| the server's processor works for the page: that hardly depends on what else the machine does.
|
| `npm run bench:pages -- --rows=100000` measures with that many items, lots, receipts and sales instead.
*/
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { chromium } from 'playwright-core'
import { fillDatabase } from './fill_database.js'

const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '0' } } })
const ROWS = Number(options.rows)
const ROUNDS = 5
/** A tick of the processor's account in /proc. */
const TICK_MS = 10
const PORT = Number(process.env.PORT ?? 4198)
const BASE = `http://127.0.0.1:${PORT}`
const PASSWORD = 'bench-password-1'
const ROOT = join(import.meta.dirname, '..')
const LISTS = ['/items', '/transactions', '/balance', '/suppliers']
const PAGES = ['/', ...LISTS, '/categories', '/locations', '/transactions/new?type=OUT', '/items/1']
/** What pages fetch for themselves, and lists that are narrowed or sorted. */
const PARTS = [
  '/transactions/totals',
  '/items/totals',
  '/find?q=battery',
  '/items?search=battery',
  '/items?ordering=-on_hand',
  '/transactions?type=sale&category=3',
  '/balance?below=1',
  '/balance?search=battery',
  '/alerts',
]
const directory = mkdtempSync(join(tmpdir(), 'bincard-bench-'))

async function main() {
  const server = ROWS > 0 ? await startFilled() : startServer()
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    if (ROWS === 0) await demoIsLoaded()
    await measure(browser, server.pid)
  } finally {
    await browser.close()
    await stop(server)
    rmSync(directory, { recursive: true, force: true })
  }
}

async function measure(browser, pid) {
  const cookies = await signIn(browser)
  say('page', 'kB, empty cache', 'LCP', 'bare LCP', 'page change', 'bare change', 'processor')
  for (const path of PAGES) {
    const loads = []
    const bare = []
    const html = await pageText(cookies, path)
    await withBareServer(html, async (bareUrl) => {
      // In turns, so that whatever else the machine does meets both alike.
      for (let round = 0; round < ROUNDS; round++) {
        loads.push(await coldLoad(browser, BASE + path, cookies))
        bare.push(await coldLoad(browser, bareUrl, []))
      }
      const changes = LISTS.includes(path) ? await pageChanges(browser, path, cookies) : []
      const bareChanges = changes.length ? await bareChange(browser, bareUrl) : []
      say(
        path,
        middle(loads.map(({ kilobytes }) => kilobytes)).toFixed(0),
        milliseconds(loads.map(({ paintMs }) => paintMs)),
        milliseconds(bare.map(({ paintMs }) => paintMs)),
        milliseconds(changes),
        milliseconds(bareChanges),
        milliseconds([await processorTime(pid, cookies, path)])
      )
    })
  }
  for (const path of PARTS)
    say(path, '', '', '', '', '', milliseconds([await processorTime(pid, cookies, path)]))
}

/** A server over a database of many rows; `--prepare` makes the tables first. */
async function startFilled() {
  const empty = startServer()
  await isReady()
  await stop(empty)
  process.stdout.write(`Making ${ROWS} items with a lot, a receipt and a sale each …\n`)
  const amounts = { parts: ROWS, lotsPerPart: 1, salesPerPart: 1 }
  fillDatabase(join(directory, 'bincard.sqlite3'), amounts)
  const { status } = spawnSync(
    process.execPath,
    [join(ROOT, 'ace.js'), 'projections:rebuild', 'stock_figures'],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: environment() }
  )
  if (status !== 0) throw new Error('The read models could not be made')
  const server = startServer()
  await isReady()
  return server
}

async function isReady() {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`${BASE}/health/ready`).catch(() => null)
    if (answer?.ok) return
    await sleep(200)
  }
  throw new Error('The server is not ready after two minutes')
}

async function stop(server) {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}

function startServer() {
  return spawn(
    process.execPath,
    ['--import=@poppinss/ts-exec', join(ROOT, 'bin/server.ts'), '--prepare'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment(),
    }
  )
}

function environment() {
  return {
    ...process.env,
    NODE_ENV: 'production',
    APP_KEY: 'bench-only-bench-only-bench-only-bench',
    APP_URL: BASE,
    HOST: '127.0.0.1',
    PORT: String(PORT),
    DATA_DIR: directory,
    DB_CONNECTION: 'sqlite',
    DEMO: String(ROWS === 0),
    LOG_LEVEL: 'error',
    ADMIN_USERNAME: 'bench',
    ADMIN_PASSWORD: PASSWORD,
  }
}

/** The demo is posted in the background, and the read models follow it. */
async function demoIsLoaded() {
  for (let tries = 0; tries < 1200; tries++) {
    await sleep(500)
    if (isDemoDone()) return sleep(3000)
  }
  throw new Error('The demo is not loaded after ten minutes')
}

function isDemoDone() {
  try {
    const database = new Database(join(directory, 'bincard.sqlite3'), { readonly: true })
    const done = database.prepare(
      `SELECT 1 FROM job_runs WHERE name = 'demo.load' AND state = 'done'`
    )
    const isDone = done.get() !== undefined
    database.close()
    return isDone
  } catch {
    return false
  }
}

async function signIn(browser) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${BASE}/sign-in`)
  await page.fill('input[name=username]', 'bench')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('form button[type=submit]')
  await page.waitForURL(`${BASE}/`)
  const cookies = await context.cookies()
  await context.close()
  return cookies
}

/** A visit with an empty cache: what was transferred until the page was quiet, and when it was painted. */
async function coldLoad(browser, url, cookies) {
  const context = await browser.newContext()
  await context.addCookies(cookies)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await page.goto(url, { waitUntil: 'load' })
  await sleep(400)
  const paintMs = await largestPaint(page)
  await context.close()
  return { kilobytes: bytes / 1000, paintMs }
}

function largestPaint(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) =>
          resolve(list.getEntries().at(-1)?.startTime ?? 0)
        ).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        })
      })
  )
}

/** From the click on "Next" to the frame after the new rows stand in the document. */
async function pageChanges(browser, path, cookies) {
  const context = await browser.newContext()
  await context.addCookies(cookies)
  const page = await context.newPage()
  await page.goto(BASE + path)
  const times = []
  for (let round = 0; round < ROUNDS; round++) {
    if ((await page.locator('a[rel=next]').count()) === 0) break
    times.push(await page.evaluate(clickNext))
    await sleep(300)
  }
  await context.close()
  return times
}

function clickNext() {
  const start = performance.now()
  const before = document.querySelector('main tbody tr')
  return new Promise((resolve) => {
    const look = () => {
      const row = document.querySelector('main tbody tr')
      if (row && row !== before) requestAnimationFrame(() => resolve(performance.now() - start))
      else requestAnimationFrame(look)
    }
    document.querySelector('a[rel=next]')?.click()
    look()
  })
}

/** The least a page change can take here: the same page fetched from memory and put in place. */
async function bareChange(browser, url) {
  const page = await browser.newPage()
  await page.goto(url)
  const times = []
  for (let round = 0; round < ROUNDS; round++) {
    times.push(
      await page.evaluate(async (address) => {
        const start = performance.now()
        const text = await (await fetch(address)).text()
        const made = new DOMParser().parseFromString(text, 'text/html')
        document.querySelector('main')?.replaceWith(made.querySelector('main') ?? '')
        await new Promise((resolve) => requestAnimationFrame(resolve))
        return performance.now() - start
      }, url)
    )
  }
  await page.close()
  return times
}

/** What the server's processor does for one answer, of twenty in a row; no figure where there is no /proc. */
async function processorTime(pid, cookies, path) {
  const before = ticksOf(pid)
  for (let round = 0; round < 20; round++) await pageText(cookies, path)
  return ((ticksOf(pid) - before) * TICK_MS) / 20
}

function ticksOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return NaN
  }
}

async function pageText(cookies, path) {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(BASE + path, { headers: { cookie } })
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
  return answer.text()
}

/** The page's own HTML, without its scripts and style sheets, from memory. */
async function withBareServer(html, use) {
  const bare = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<link[^>]*>/g, '')
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(bare)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  await use(`http://127.0.0.1:${server.address().port}/`)
  server.close()
}

function middle(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}

function milliseconds(values) {
  return values.length ? `${middle(values).toFixed(0)} ms` : ''
}

function say(path, ...cells) {
  process.stdout.write(`${path.padEnd(28)}${cells.map((cell) => cell.padStart(17)).join('')}\n`)
}

await main()
