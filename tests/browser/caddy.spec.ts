import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright-core'
import { parseQuantity } from '#core/decimal'
import { drainProjections, eventLog } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, complaints, DESK, PHONE } from '#tests/helpers/browser'
import { plannedCaddy, startCaddy, type Caddy } from '#tests/helpers/caddy'
import { eventually } from '#tests/helpers/patience'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { makeUser, PASSWORD } from '#tests/helpers/visitor'

test.group('The browser through Caddy', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'bincard-caddy-'))
  let caddy: Caddy

  group.setup(async () => {
    caddy = await startCaddy(folder, { ...(await plannedCaddy()), upstreams: [BASE] })
    eventLog.start()
  })
  group.teardown(async () => {
    await eventLog.stop()
    await caddy?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function signIn(browser: Browser, viewport = DESK): Promise<Page> {
    const { username } = await makeUser()
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport })
    const page = await context.newPage()
    await page.goto(`${caddy.base}/sign-in`)
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${caddy.base}/`)
    return page
  }

  async function stocked(): Promise<{ name: string; partId: number }> {
    const name = `Lamp ${randomUUID().slice(0, 8)}`
    const partId = await makePart({ name, purchasePrice: '4', salePrice: '6' })
    const locationId = await makeLocation()
    await receiveStock({ partId, locationId, quantity: parseQuantity('50'), actorId: null })
    await drainProjections()
    return { name, partId }
  }

  test('uses one connection of HTTP/2, and hears at once of a sale', async ({
    assert,
    browser,
  }) => {
    const { partId } = await stocked()
    const page = await signIn(browser)
    const faults = complaints(page)
    await page.locator('[data-live-state=on]').waitFor()
    const protocols = await page.evaluate(() =>
      performance
        .getEntries()
        .flatMap((entry) => ('nextHopProtocol' in entry ? [String(entry.nextHopProtocol)] : []))
        .filter(Boolean)
    )
    const figure = page.locator('#sales [data-figure]')
    const before = await figure.innerText()

    await issueStock({ partId, quantity: parseQuantity('2'), actorId: null })
    await eventually(
      () => figure.innerText(),
      (text) => text !== before
    )

    assert.deepEqual([...new Set(protocols)], ['h2'])
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('sells on a phone, opens the item, and downloads the list', async ({ assert, browser }) => {
    const { name, partId } = await stocked()
    const page = await signIn(browser, PHONE)
    const faults = complaints(page)

    await page.goto(`${caddy.base}/transactions/new?type=OUT&item=${partId}`)
    await page.fill('[name=quantity]', '3')
    await page.click('button:has-text("Save"):not([name])')
    await page.waitForURL(`${caddy.base}/transactions`)
    await page.goto(`${caddy.base}/items/${partId}`)
    assert.include(await page.locator('h1').first().innerText(), name)
    assert.include(await page.locator('main').innerText(), '47')
    const list = await page.request.get(`${caddy.base}/items/export.csv?search=${name}`)
    assert.include(await list.text(), name)
    assert.deepEqual(faults, [])
    await page.context().close()
  })

  test('is told apart from others by its own address, and every request is in the log', async ({
    assert,
  }) => {
    const answer = await fetch(`${caddy.base}/sign-in`, {
      headers: { 'x-forwarded-for': '203.0.113.9', 'user-agent': 'tests of the log' },
    })
    const lines = () =>
      readFileSync(caddy.accessLog, 'utf8')
        .split('\n')
        .filter((line) => line.includes('tests of the log'))
    await eventually(lines, ({ length }) => length > 0)
    const [entry] = lines().map((line) => JSON.parse(line))

    assert.equal(answer.status, 200)
    assert.equal(entry.status, 200)
    assert.equal(entry.request.uri, '/sign-in')
    assert.equal(entry.request.remote_ip ?? entry.request.remote_addr, '127.0.0.1')
    assert.isNotEmpty(answer.headers.get('alt-svc'), 'offers HTTP/3')
  })
})
