import { test } from '@japa/runner'
import transmit from '@adonisjs/transmit/services/main'
import { parseQuantity } from '#core/decimal'
import { transact } from '#core/unit_of_work'
import db from '@adonisjs/lucid/services/db'
import { eventLog } from '#events/embedded_event_log'
import { ensureStandardGroups } from '#accounts/actions/ensure_standard_groups'
import { updateUser } from '#accounts/actions/update_user'
import { SYSTEM } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'
import { receiveStock } from '#stock/actions/receive_stock'
import type { Page, BrowserContext } from 'playwright-core'
import {
  BASE,
  complaints,
  enter,
  isLive,
  PHONE,
  settled,
  signIn,
  untilTrue,
} from '#tests/helpers/browser'
import { eventually } from '#tests/helpers/patience'
import { makeLocation, makePart } from '#tests/helpers/stock'

/** More than the connections that HTTP/1.1 allows a host. */
const TABS = 7
const PATIENCE_MS = 45_000

function openStreams(): string[] {
  return [...transmit.getManager().getAllSubscribers().keys()].map((stream) => stream.getUid())
}

/** Those of tests before (`others`) may take a moment to end; this browser's tabs have exactly one. */
async function oneStream(others: Set<string>): Promise<void> {
  await eventually(
    () => openStreams().filter((uid) => !others.has(uid)),
    ({ length }) => length === 1
  )
}

const HEAD_FITS = "document.querySelector('header.top').scrollWidth <= innerWidth"

async function shows(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector, { hasText: text }).first().waitFor({ timeout: PATIENCE_MS })
}

/** The answers to what the bin card asks by itself are held back until `release`; `asked` comes with the first. */
async function holdBinCard(page: Page, partId: number) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  await page.route(`**/items/${partId}/movements`, async (route) => {
    if (!route.request().headers()['hx-request']) return route.continue()
    const response = await route.fetch()
    ask()
    await released
    await route.fulfill({ response })
    answer()
  })
  return { asked, release, answered }
}

/** An item of which there is some at a place, and what books more of it. */
async function stockedItem() {
  const [partId, locationId] = [await makePart(), await makeLocation()]
  const receive = (quantity: string) =>
    receiveStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  await receive('7')
  const { name } = await db.from('parts').where('id', partId).firstOrFail()
  return { partId, locationId, name: String(name), receive }
}

async function openAt(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(BASE + path)
  await isLive(page)
  return page
}

test.group('Pages that follow what happens', (group) => {
  group.each.timeout(120_000)
  group.setup(() => {
    eventLog.start()
    return () => eventLog.stop()
  })

  test('item, lists and location show a posting by themselves', async ({
    assert,
    browserContext,
  }) => {
    const { partId, locationId, name, receive } = await stockedItem()
    const first = await browserContext.newPage()
    const texts = complaints(first)
    await signIn(first)
    const item = await openAt(browserContext, `/items/${partId}`)
    const list = await openAt(browserContext, `/items?search=${encodeURIComponent(name)}`)
    const balance = await openAt(browserContext, `/balance?item=${partId}`)
    const entries = await openAt(browserContext, `/transactions?item=${partId}`)
    const place = await openAt(browserContext, `/locations/${locationId}`)
    const pages = [item, list, balance, entries, place]
    const histories = await Promise.all(pages.map((page) => page.evaluate('history.length')))

    await receive('4321')

    await shows(item, '#item-figures', '4,328')
    await shows(item, '#bin-card', '4,321')
    await shows(list, '[data-table] tbody', '4,328')
    await shows(balance, '[data-table] tbody', '4,328')
    await shows(entries, '[data-table] tbody', '4,321')
    await shows(place, '#stock', '4,328')
    assert.deepEqual(
      await Promise.all(pages.map((page) => page.evaluate('history.length'))),
      histories
    )
    assert.deepEqual(texts, [])
  })

  test('a list that refreshes keeps the focus on its row, what is chosen, and what is typed', async ({
    assert,
    browserContext,
  }) => {
    const { partId, name, receive } = await stockedItem()
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/items?search=${encodeURIComponent(name)}`)
    await isLive(page)
    const row = page.locator(`tr[data-row="${partId}"]`)
    const focused = () =>
      page.evaluate('document.activeElement?.closest("tr[data-row]")?.dataset.row')
    await row.locator('input[type=checkbox]').check()
    await row.focus()

    await receive('4321')
    await shows(page, '[data-table] tbody', '4,328')
    assert.equal(await focused(), String(partId))
    assert.isTrue(await row.locator('input[type=checkbox]').isChecked())

    const search = page.locator('main input[type=search]:visible').first()
    await search.focus()
    await page.keyboard.press('End')
    await search.pressSequentially(' x', { delay: 20 })
    await receive('10')
    assert.equal(await search.inputValue(), `${name} x`)
    assert.equal(await page.evaluate('document.activeElement?.id'), 'item-search')
  })

  test('what one opens while an answer is under way stays open until one is done', async ({
    browserContext,
  }) => {
    const { partId, receive } = await stockedItem()
    const first = await browserContext.newPage()
    await signIn(first)
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await page.goto(`${BASE}/items/${partId}/movements`)
    await isLive(page)
    await settled(page)
    const held = await holdBinCard(page, partId)
    await receive('100')
    await held.asked
    const fold = page.locator('.filter-fold summary')
    await fold.focus()
    await page.keyboard.press('Enter')
    await page.locator('.filter-fold[open]').waitFor()
    held.release()
    await held.answered
    await untilTrue(page, `!document.querySelector('#bin-card.htmx-request')`)
    await page.locator('.filter-fold[open]').waitFor()
    await page.getByLabel('As of the end of').waitFor()
    await page.keyboard.press('Enter')
    await shows(page, '#bin-card', '+100')
  })

  test('what happens while an answer is under way is shown after it', async ({
    browserContext,
  }) => {
    const { partId, receive } = await stockedItem()
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/items/${partId}`)
    await isLive(page)
    await settled(page)
    const held = await holdBinCard(page, partId)
    await receive('100')
    await held.asked
    await receive('1000')
    // The page has heard of it: other parts of it show it.
    await shows(page, '#item-figures', '1,107')
    held.release()
    await shows(page, '#bin-card', '+1,000')
  })

  test('seven tabs have one stream, and another takes over when its tab is closed', async ({
    browserContext,
  }) => {
    const { partId, receive } = await stockedItem()
    const others = new Set(openStreams())
    await signIn(await browserContext.newPage())
    const tabs: Page[] = []
    for (let count = 0; count < TABS; count++) {
      tabs.push(await openAt(browserContext, `/items/${partId}`))
    }
    await oneStream(others)
    await receive('10')
    for (const tab of tabs) await shows(tab, '#item-figures', '17')

    // The tabs are in line in the order they came: the first has the stream, then the second.
    await tabs[0].close()
    await receive('100')
    for (const tab of tabs.slice(1)) await shows(tab, '#item-figures', '117')
    await oneStream(others)
    await tabs[1].close()
    await receive('1000')
    for (const tab of tabs.slice(2)) await shows(tab, '#item-figures', '1,117')
    await oneStream(others)
  })

  test('signing out in one tab ends the stream of all, and each says so until somebody signs in', async ({
    assert,
    browserContext,
    browser,
  }) => {
    const { partId, receive } = await stockedItem()
    const others = new Set(openStreams())
    const first = await browserContext.newPage()
    const { username } = await signIn(first)
    const tabs = [
      await openAt(browserContext, `/items/${partId}`),
      await openAt(browserContext, `/items/${partId}`),
    ]
    // Another session of the same user goes on.
    const elsewhere = await browser.newContext()
    const other = await elsewhere.newPage()
    await enter(other, username)
    await other.goto(`${BASE}/items/${partId}`)
    await isLive(other)

    await first.goto(`${BASE}/`)
    await first.locator('summary.user-button').click()
    await first.getByRole('button', { name: 'Sign out' }).click()
    await first.waitForURL((url) => url.pathname === '/sign-in')
    await oneStream(others)
    for (const tab of tabs) await tab.locator('[data-live-state=out]').waitFor()
    await receive('100')
    await shows(other, '#item-figures', '107')
    assert.notInclude(await tabs[0].locator('#item-figures').innerText(), '107')

    await tabs[1].setViewportSize(PHONE)
    const back = tabs[1].getByRole('link', { name: 'Signed out' })
    await back.waitFor()
    assert.isTrue(await tabs[1].evaluate<boolean>(HEAD_FITS))
    await back.focus()
    await tabs[1].keyboard.press('Enter')
    await tabs[1].waitForURL((url) => url.pathname === '/sign-in')
    await enter(tabs[1], username)
    assert.equal(new URL(tabs[1].url()).pathname, `/items/${partId}`)
    // The tab that was left open is live again by itself, and knows what it missed.
    for (const tab of tabs) await shows(tab, '#item-figures', '107')
    for (const tab of tabs) await isLive(tab)
    await elsewhere.close()
  })

  test('a right that is taken away ends the stream of whoever lost it', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const { id } = await signIn(page)
    await page.goto(`${BASE}/admin/jobs`)
    await isLive(page)
    const channelsOf = () =>
      [...transmit.getManager().getAllSubscribers().values()].flatMap((names) => [...names])
    const before = channelsOf().filter((name) => name === 'jobs').length
    const groups = await ensureStandardGroups()

    await updateUser({ id, groupIds: [groups.viewer] }, SYSTEM)
    const began = Date.now()
    while (channelsOf().filter((name) => name === 'jobs').length === before) {
      if (Date.now() - began > PATIENCE_MS) throw new Error('The stream is still open')
      await page.waitForTimeout(50)
    }
    assert.isBelow(channelsOf().filter((name) => name === 'jobs').length, before)
    // It comes back without the channel, and says so by being live for the rest.
    await page.goto(`${BASE}/`)
    await isLive(page)
    await transact((unit) => authCache.changed(unit))
  })
})
