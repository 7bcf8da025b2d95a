/*
| Takes the pictures of docs/screens from a running server with the demo:
|   node scripts/take_screens.js http://localhost:3333 admin PASSWORD [PAGE …]
| all of them, or those of these pages: jobs jobs_run
*/
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [base = 'http://localhost:3333', username = 'admin', password = '', ...only] =
  process.argv.slice(2)
const FOLDER = join(import.meta.dirname, '..', 'docs', 'screens')

const PAGES = {
  dashboard: '/?range=last_month',
  items: '/items',
  item: null,
  stock_out: '/transactions/new?type=OUT',
  transactions: '/transactions',
  balance: '/balance',
  scan: '/scan',
  labels: '/labels?items=1,2,3',
  import: '/imports/new/items',
  alerts: '/alerts',
  jobs: '/admin/jobs',
  jobs_run: null,
  bi_export: '/admin/bi-export',
}
/** Pages whose address is found on another one. */
const FOUND = { item: firstItem, jobs_run: failedRun }
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const LOOKS = [
  { name: '', viewport: DESK, colorScheme: 'light' },
  { name: '_dark', viewport: DESK, colorScheme: 'dark' },
  { name: '_phone', viewport: PHONE, colorScheme: 'light' },
  { name: '_phone_dark', viewport: PHONE, colorScheme: 'dark', only: ['dashboard', 'item'] },
]

mkdirSync(FOLDER, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
for (const { name, viewport, colorScheme, only: some } of LOOKS) {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(`${base}/sign-in`)
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', password)
  await page.press('input[name=password]', 'Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  for (const [file, path] of Object.entries(PAGES)) {
    if (only.length > 0 && !only.includes(file)) continue
    if (some && !some.includes(file)) continue
    await page.goto(base + (path ?? (await FOUND[file](page))))
    await page.waitForTimeout(800)
    await page.screenshot({ path: join(FOLDER, `${file}${name}.png`) })
  }
  await context.close()
}
await browser.close()

/** The page of the item that sold best. */
async function firstItem(page) {
  await page.goto(`${base}/?range=last_12_months`)
  return page.locator('a[href^="/items/"]').first().getAttribute('href')
}

/** The newest run of a job that was given up, or of any. */
async function failedRun(page) {
  for (const query of ['?state=dead', '']) {
    await page.goto(`${base}/admin/jobs${query}`)
    const link = page.locator('#jobs-runs a[href^="/admin/jobs/runs/"]').first()
    if ((await link.count()) > 0) return link.getAttribute('href')
  }
  return '/admin/jobs'
}
