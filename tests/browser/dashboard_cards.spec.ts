import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import type { Page, Browser, Download } from 'playwright-core'
import { parseQuantity } from '#core/decimal'
import { drainProjections } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, isLive, openAs } from '#tests/helpers/browser'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function openDashboard(browser: Browser, width: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    hasTouch: width < 600,
    acceptDownloads: true,
  })
  const page = await context.newPage()
  await openAs(page, '/')
  await isLive(page)
  return page
}

function order(page: Page): Promise<string[]> {
  return page
    .locator('[data-cards] > [data-card]')
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-card') ?? ''))
}

async function contentOf(download: Promise<Download>): Promise<Buffer> {
  const file = await download
  return readFileSync(await file.path())
}

test.group('Cards of the dashboard', (group) => {
  group.each.timeout(90_000)
  group.setup(async () => {
    const name = `Cup ${randomUUID().slice(0, 8)}`
    const partId = await makePart({ name, purchasePrice: '4', salePrice: '6' })
    const locationId = await makeLocation()
    const facts = { partId, actorId: null }
    await receiveStock({ ...facts, locationId, quantity: parseQuantity('50') })
    await issueStock({ ...facts, quantity: parseQuantity('5') })
    await drainProjections()
  })

  test('are moved, widened, hidden and brought back by keyboard', async ({ assert, browser }) => {
    const page = await openDashboard(browser, 1440)
    const choose = async (card: string, entry: string) => {
      await page.locator(`[data-card=${card}] .card-menu > summary`).focus()
      await page.keyboard.press('Enter')
      await page.locator(`[data-card=${card}]`).getByRole('button', { name: entry }).focus()
      await page.keyboard.press('Enter')
    }
    const said = page.locator('#layout-said')
    const before = await order(page)

    await choose('low_stock', 'Move up')
    await said.getByText('Low stock is number').waitFor()
    const moved = await order(page)
    assert.equal(moved.indexOf('low_stock'), before.indexOf('low_stock') - 1)
    assert.equal(
      await page.evaluate('document.activeElement.getAttribute("aria-label")'),
      'Menu of Low stock'
    )
    await choose('categories', 'Full width')
    await page.locator('[data-card=categories].is-whole').waitFor()
    await choose('locations', 'Hide')
    await said.getByText('By location is hidden').waitFor()
    await page.reload()
    assert.deepEqual(
      await order(page),
      moved.filter((key) => key !== 'locations')
    )

    await page.getByRole('link', { name: 'Arrange' }).click()
    await page.getByRole('button', { name: 'Show By location' }).click()
    await page.locator('[data-cards] [data-card=locations]').waitFor()
    await page.getByRole('button', { name: 'Back to the common dashboard' }).click()
    await page.locator('[data-card=categories]:not(.is-whole)').waitFor()
    assert.deepEqual(await order(page), before)
    await page.context().close()
  })

  test('are dragged by mouse, and by finger on a phone', async ({ assert, browser }) => {
    for (const width of [1440, 390]) {
      const page = await openDashboard(browser, width)
      await page.goto(`${BASE}/?arrange=1`)
      const grip = page.locator('[data-card=periods] [data-grip]')
      await grip.scrollIntoViewIfNeeded()
      const from = await grip.boundingBox()
      const to = await page.locator('[data-card=figures] > .card-header').boundingBox()
      if (!from || !to) throw new Error('The cards are not there')
      const saved = page.waitForResponse((answer) => answer.url().endsWith('/dashboard/layout'))
      const begin = { x: from.x + from.width / 2, y: from.y + from.height / 2 }
      const end = { x: to.x + 20, y: to.y + 4 }

      if (width === 1440) await dragByMouse(page, begin, end)
      else await dragByFinger(page, begin, end)
      await saved

      const places = await order(page)
      assert.isBelow(places.indexOf('periods'), places.indexOf('figures'), String(width))
      await page.context().close()
    }
  })

  test('give a chart as a picture and its figures as text', async ({ assert, browser }) => {
    const page = await openDashboard(browser, 1440)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const errors: string[] = []
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()))
    const choose = async (entry: string) => {
      await page.locator('[data-card=periods] .card-menu > summary').click()
      await page.locator('[data-card=periods]').getByRole('button', { name: entry }).click()
    }

    const picture = page.waitForEvent('download')
    await choose('Save as picture')
    const png = await contentOf(picture)
    const text = page.waitForEvent('download')
    await choose('Save figures as CSV')
    const csv = await contentOf(text)
    await choose('Copy figures')
    await page.getByText('The figures are copied.').waitFor()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')

    assert.equal(png.subarray(1, 4).toString(), 'PNG')
    assert.isAbove(png.readUInt32BE(16), 2000)
    assert.isAbove(png.length, 10_000)
    assert.match(csv.toString('utf8'), /^\uFEFFDay,Sales,Profit,Purchases\r\n/)
    assert.match(csv.toString('utf8'), /,\d+\.\d\d,/)
    assert.match(copied, /^Day\tSales\tProfit\tPurchases\n/)
    assert.deepEqual(errors, [])
    await page.context().close()
  })

  test('lead to the rows behind their figures and bars', async ({ assert, browser }) => {
    const page = await openDashboard(browser, 390)

    await page.locator('#purchases').tap()
    await page.waitForURL(/\/transactions\?type=receive&from=\d{4}-\d\d-01&to=/)
    await page.goBack()
    const bar = page.locator('[data-card=locations] .chart-narrow a').first()
    assert.match((await bar.getAttribute('href')) ?? '', /type=sale&location=\d+&from=/)
    await page.context().close()
  })

  test('fit on one or two pages of paper, light whatever the theme', async ({
    assert,
    browser,
  }) => {
    const page = await openDashboard(browser, 1440)
    await page.context().addCookies([{ name: 'bincard-theme', value: 'dark', url: BASE }])
    await page.reload()

    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    await page.emulateMedia({ media: 'print' })

    assert.isAtMost((pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? []).length, 2)
    assert.isFalse(await page.locator('.side').isVisible())
    assert.equal(
      await page.evaluate('getComputedStyle(document.body).backgroundColor'),
      'rgb(255, 255, 255)'
    )
    await page.context().close()
  })
})

interface Point {
  x: number
  y: number
}

async function dragByMouse(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 8 })
  await page.mouse.up()
}

async function dragByFinger(page: Page, from: Point, to: Point): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [from])
  for (let step = 1; step <= 8; step++) {
    const share = step / 8
    await touch('touchMove', [
      { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share },
    ])
  }
  await touch('touchEnd', [])
}
