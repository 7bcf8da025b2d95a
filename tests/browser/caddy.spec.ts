import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { parseQuantity } from '#core/decimal'
import { drainProjections, eventLog } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import {
  BASE,
  complaints,
  DIRECT,
  enter,
  isLive,
  openAs,
  PHONE,
  signIn,
} from '#tests/helpers/browser'
import { plannedCaddy, startCaddy } from '#tests/helpers/caddy'
import { launchChromium } from '#tests/helpers/chromium'
import { eventually } from '#tests/helpers/patience'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { makeUser } from '#tests/helpers/visitor'

const SALES = '#sales [data-figure]'

async function stocked(): Promise<{ name: string; partId: number }> {
  const name = `Lamp ${randomUUID().slice(0, 8)}`
  const partId = await makePart({ name, purchasePrice: '4', salePrice: '6' })
  const locationId = await makeLocation()
  await receiveStock({ partId, locationId, quantity: parseQuantity('50'), actorId: null })
  await drainProjections()
  return { name, partId }
}

/** Sells some of it, and waits until the open dashboard shows it by itself. */
async function showsASale(page: Page, partId: number): Promise<void> {
  const figure = page.locator(SALES)
  const before = await figure.innerText()
  await issueStock({ partId, quantity: parseQuantity('2'), actorId: null })
  await eventually(
    () => figure.innerText(),
    (text) => text !== before
  )
}

/** By which protocols the page and its parts came. */
async function protocolsOf(page: Page): Promise<string[]> {
  const names = await page.evaluate(() =>
    performance
      .getEntries()
      .flatMap((entry) => ('nextHopProtocol' in entry ? [String(entry.nextHopProtocol)] : []))
  )
  return [...new Set(names.filter(Boolean))]
}

if (process.env.CADDY_BASE) {
  test.group('The browser through Caddy', (group) => {
    group.setup(() => {
      eventLog.start()
      return () => eventLog.stop()
    })

    test('uses one connection of HTTP/2, and hears at once of a sale', async ({
      assert,
      browserContext,
    }) => {
      const { partId } = await stocked()
      const page = await browserContext.newPage()
      const { username } = await makeUser()
      await enter(page, username)
      const faults = complaints(page)
      await isLive(page)
      await showsASale(page, partId)
      assert.deepEqual(await protocolsOf(page), ['h2'])
      assert.deepEqual(faults, [])
    })

    test('speaks HTTP/3, for pages and the live stream alike', async ({ assert }) => {
      const { partId } = await stocked()
      const browser = await launchChromium([
        '--enable-quic',
        `--origin-to-force-quic-on=${new URL(BASE).host}`,
      ])
      try {
        const page = await browser.newPage()
        const faults = complaints(page)
        const { username } = await makeUser()
        await enter(page, username)
        await isLive(page)
        await showsASale(page, partId)
        assert.deepEqual(await protocolsOf(page), ['h3'])
        assert.deepEqual(faults, [])
        // A browser that is ended says nothing by QUIC, and Caddy would hold its stream for half a minute.
        await page.goto('about:blank')
      } finally {
        await browser.close()
      }
    })

    test('sells on a phone, opens the item, and downloads the list', async ({
      assert,
      browserContext,
    }) => {
      const { name, partId } = await stocked()
      const page = await browserContext.newPage()
      await page.setViewportSize(PHONE)
      await signIn(page)
      const faults = complaints(page)

      await page.goto(`${BASE}/transactions/new?type=OUT&item=${partId}`)
      await page.fill('[name=quantity]', '3')
      await page.click('button:has-text("Save"):not([name])')
      await page.waitForURL(`${BASE}/transactions`)
      await page.goto(`${BASE}/items/${partId}`)
      assert.include(await page.locator('h1').first().innerText(), name)
      assert.include(await page.locator('main').innerText(), '47')
      const list = await page.request.get(`${BASE}/items/export.csv?search=${name}`)
      assert.include(await list.text(), name)
      assert.deepEqual(faults, [])
    })

    test('is told in words when a file is larger than Caddy takes', async ({
      assert,
      browserContext,
    }) => {
      const page = await browserContext.newPage()
      await openAs(page, '/')
      const { status, text } = await page.evaluate(async () => {
        const body = new Blob([new Uint8Array(61_000_000)])
        const answer = await fetch('/imports/files', { method: 'POST', body })
        return { status: answer.status, text: await answer.text() }
      })
      assert.equal(status, 413)
      assert.include(text, 'This is larger than 60 MB, the most that is taken at once.')
      await page.goto(`${BASE}/items`)
      assert.isTrue(await page.locator('main').isVisible())
    })
  })

  test.group('The browser while Caddy is reloaded', (group) => {
    group.setup(() => {
      eventLog.start()
      return () => eventLog.stop()
    })

    test('keeps its page, goes on to others, and hears of what is sold then', async ({
      assert,
      browser,
      cleanup,
    }) => {
      const { partId } = await stocked()
      const folder = mkdtempSync(join(tmpdir(), 'bincard-caddy-'))
      cleanup(() => rmSync(folder, { recursive: true, force: true }))
      const caddy = await startCaddy(folder, { ...(await plannedCaddy()), upstreams: [DIRECT] })
      cleanup(() => caddy.stop())
      const context = await browser.newContext({ ignoreHTTPSErrors: true })
      cleanup(() => context.close())
      const page = await context.newPage()
      const { username } = await makeUser()
      await page.goto(`${caddy.base}/sign-in`)
      await enter(page, username)
      await isLive(page)
      const jobs = await context.newPage()
      await jobs.goto(`${caddy.base}/admin/jobs`)
      await isLive(jobs)
      await page.evaluate('window.isSame = true')

      await caddy.reload()
      await showsASale(page, partId)
      await jobs.goto(`${caddy.base}/admin/settings`)
      await jobs.getByRole('heading', { level: 1 }).waitFor()
      // Caddy ends the stream that its former self has kept; the page gets another one.
      await caddy.reload()
      await jobs.goto(`${caddy.base}/admin/jobs`)
      await isLive(jobs)
      await showsASale(page, partId)
      assert.isTrue(await page.evaluate<boolean>('window.isSame === true'))
    }).timeout(90_000)
  })
}
