import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Page, BrowserContext } from 'playwright-core'
import { parseMoney, parseQuantity } from '#core/decimal'
import { now } from '#core/time'
import { drainProjections, eventLog } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, isLive, openAs } from '#tests/helpers/browser'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function openDashboard(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await openAs(page, '/')
  return page
}

async function stockedPhone() {
  const name = `Phone ${randomUUID().slice(0, 8)}`
  const partId = await makePart({ name, purchasePrice: '480', salePrice: '600' })
  const locationId = await makeLocation()
  await receiveStock({ partId, locationId, quantity: parseQuantity('50'), actorId: null })
  return { name, partId, locationId }
}

async function amountOf(page: Page, card: string): Promise<bigint> {
  const text = await page.locator(`#${card} [data-figure]`).innerText()
  return parseMoney(text.replaceAll(',', '').replace('−', '-'))
}

test.group('Dashboard', (group) => {
  group.setup(() => {
    eventLog.start()
    return () => eventLog.stop()
  })

  test('shows a sale that was booked in another browser, by itself', async ({
    assert,
    browser,
  }) => {
    const phone = await stockedPhone()
    await drainProjections()
    const contexts = [await browser.newContext(), await browser.newContext()]
    const [watching, selling] = await Promise.all(contexts.map(openDashboard))
    const loads: string[] = []
    watching.on('load', () => loads.push(watching.url()))
    await isLive(watching)
    await watching.waitForTimeout(500)
    const before = {
      sales: await amountOf(watching, 'sales'),
      profit: await amountOf(watching, 'profit'),
    }

    await selling.goto(`${BASE}/transactions/new?type=OUT&item=${phone.partId}`)
    await selling.fill('[name=quantity]', '2')
    await selling.click('button:has-text("Save"):not([name])')
    await selling.waitForURL(`${BASE}/transactions`)
    await watching.locator('#sales .is-changed').waitFor()

    assert.equal((await amountOf(watching, 'sales')) - before.sales, parseMoney('1200'))
    assert.equal((await amountOf(watching, 'profit')) - before.profit, parseMoney('240'))
    assert.deepEqual(loads, [])
    await Promise.all(contexts.map((context) => context.close()))
  })

  test('keeps the table open that one reads while the figures change', async ({
    assert,
    browserContext,
  }) => {
    const phone = await stockedPhone()
    const sell = () =>
      issueStock({ partId: phone.partId, quantity: parseQuantity('1'), actorId: null })
    await sell()
    await drainProjections()
    const page = await openDashboard(browserContext)
    await isLive(page)
    await page.waitForTimeout(500)
    await page.locator('#card-periods-figures > summary').click()

    await sell()
    await page.locator('#sales .is-changed').waitFor()

    assert.isTrue(await page.locator('#card-periods-figures table').isVisible())
  })

  test('is complete without script, for any range of days', async ({ assert, browser }) => {
    const phone = await stockedPhone()
    const day = { occurredAt: '2002-05-06 10:00:00.000', actorId: null, partId: phone.partId }
    await receiveStock({ ...day, quantity: parseQuantity('9'), locationId: phone.locationId })
    await issueStock({ ...day, quantity: parseQuantity('3'), locationId: phone.locationId })
    await drainProjections()
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await openDashboard(context)

    await page.locator('#range-from').fill('2002-05-01')
    await page.locator('#range-to').fill('2002-05-31')
    await page.getByRole('button', { name: 'Show' }).click()
    assert.equal(await amountOf(page, 'sales'), parseMoney('1800'))
    assert.equal(await amountOf(page, 'purchases'), parseMoney('4320'))
    assert.isTrue(await page.locator('#card-periods svg').first().isVisible())
    await page.getByRole('link', { name: 'By quantity' }).click()
    assert.equal(await page.locator('#card-top-sellers td').first().innerText(), phone.name)
    await page.getByRole('link', { name: 'Last month' }).click()

    assert.equal(await page.locator('.range-links [aria-current=page]').innerText(), 'Last month')
    await context.close()
  })

  test('says which of the days cannot be used', async ({ assert, browserContext }) => {
    const page = await openDashboard(browserContext)

    await page.goto(`${BASE}/?from=2026-02-30&to=2026-03-01`)

    assert.include(await page.locator('#range-problem').innerText(), 'from: Must be a date')
    assert.isTrue(await page.locator('#sales').isVisible())
  })

  test('tells how far an import is, until it is over', async ({ assert, browserContext }) => {
    const [run] = await db.table('job_runs').insert({
      name: 'demo.load',
      payload: '{}',
      state: 'running',
      progress: 12,
      message: '4,000 of 33,000 lines',
      run_at: now(),
      locked_until: '2999-01-01 00:00:00.000',
      created_at: now(),
    })
    const page = await openDashboard(browserContext)
    const banner = page.locator('#import-progress')
    assert.include(await banner.innerText(), '12 %')

    await db.from('job_runs').where('id', run).update({ progress: 57 })
    await page.locator('#import-progress:has-text("57 %")').waitFor()
    await db.from('job_runs').where('id', run).update({ state: 'done' })

    await page.locator('#import-over').waitFor()
    assert.equal(await banner.count(), 0)
  })
})
