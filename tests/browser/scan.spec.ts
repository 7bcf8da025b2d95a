import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { parseQuantity, toScaled } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { BASE, complaints, DESK, PHONE, signIn } from '#tests/helpers/browser'
import { launchChromium } from '#tests/helpers/chromium'
import { filmOf, scan } from '#tests/helpers/scanner'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function stocked(quantity = '10') {
  const name = `Scanned ${randomUUID().slice(0, 8)}`
  const place = `Shelf ${randomUUID().slice(0, 8)}`
  const part = await makePart({ name })
  const location = await makeLocation(place)
  await receiveStock({
    partId: part,
    locationId: location,
    quantity: parseQuantity(quantity),
    actorId: null,
  })
  return { part, name, location, place, code: `INV-PA${part}`, shelf: `INV-SL${location}` }
}

async function onHand(part: number): Promise<bigint> {
  const rows = await db.from('stock_items').where('part_id', part).select('quantity')
  return rows.reduce((sum, row) => sum + toScaled(row.quantity), 0n)
}

const told = (page: Page, text: string) => page.locator('[data-told]', { hasText: text }).waitFor()
const lineOf = (page: Page, name: string) => page.locator('.scan-line', { hasText: name })

async function leaveFields(page: Page) {
  await page.evaluate('document.activeElement.blur()')
}

test.group('Scanning', (group) => {
  group.each.timeout(90_000)

  for (const [device, size] of Object.entries({ desk: DESK, phone: PHONE })) {
    test(`a scanner books a list of sales, whole or not at all, and takes it back: ${device}`, async ({
      assert,
      browserContext,
    }) => {
      const [first, second] = [await stocked('10'), await stocked('3')]
      const page = await browserContext.newPage()
      await page.setViewportSize(size)
      const texts = complaints(page)
      await signIn(page, 'manager')
      await page.goto(`${BASE}/scan`)
      await page.locator('[data-page=scan][data-ready]').waitFor()
      await page.getByRole('radio', { name: 'Stock out' }).check({ force: true })
      await leaveFields(page)
      await scan(page, first.shelf)
      await told(page, `At ${first.place}`)
      await scan(page, first.code)
      await told(page, `${first.name}: 1`)
      await scan(page, first.code, 'Tab')
      await told(page, `${first.name}: 2`)
      assert.include(await lineOf(page, first.name).innerText(), first.place)
      await page.locator('#scan-field').fill(second.shelf)
      await page.keyboard.press('Enter')
      await told(page, `At ${second.place}`)
      await page.locator('#scan-field').fill(second.code)
      await page.keyboard.press('Enter')
      await told(page, `${second.name}: 1`)

      // A scan into a quantity is one more of the item, and no quantity.
      const quantity = lineOf(page, second.name).getByRole('textbox')
      await quantity.fill('7')
      await scan(page, second.code)
      await told(page, `${second.name}: 8`)
      assert.equal(await quantity.inputValue(), '8')
      assert.match(
        await page.locator('[data-total]').innerText(),
        /Lines: 2 · Units: 10 · 6,000.00 GBP/
      )

      await page.reload()
      assert.equal(await quantity.inputValue(), '8')
      await page.getByRole('button', { name: 'Book all' }).click()
      await told(page, 'Nothing is booked yet')
      assert.include(await lineOf(page, second.name).innerText(), 'Only 3 available')
      assert.equal(await onHand(first.part), parseQuantity('10'))
      assert.lengthOf(
        texts.filter((text) => !/status of 400/.test(text)),
        0
      )

      await lineOf(page, second.name).getByRole('textbox').fill('3')
      await page.keyboard.press('Control+Enter')
      await told(page, '2 lines are booked.')
      assert.equal(await onHand(first.part), parseQuantity('8'))
      assert.equal(await onHand(second.part), 0n)
      await page.getByRole('button', { name: 'Undo' }).click()
      await told(page, 'The list is taken back.')
      assert.equal(await onHand(second.part), parseQuantity('3'))
      assert.isFalse(await page.getByRole('button', { name: 'Undo' }).isVisible())
      assert.isAtMost(
        Number(await page.evaluate('document.documentElement.scrollWidth')),
        size.width
      )
    })

    test(`an unknown code is linked to an item at once: ${device}`, async ({
      assert,
      browserContext,
    }) => {
      const { part, name } = await stocked()
      const code = `EAN ${randomUUID().slice(0, 12)}`
      const page = await browserContext.newPage()
      await page.setViewportSize(size)
      const texts = complaints(page)
      await signIn(page, 'manager')
      await page.goto(`${BASE}/scan`)
      await page.locator('[data-page=scan][data-ready]').waitFor()
      await page.locator('#scan-field').fill(code)
      await page.keyboard.press('Enter')
      await told(page, `“${code}” is not known.`)
      assert.deepEqual(await faultsFoundByAxe(page), [])
      await page.getByRole('combobox', { name: 'Link it to an item' }).fill(name)
      await page.getByRole('option', { name }).click()
      await page.getByRole('button', { name: 'Link', exact: true }).click()
      await page.waitForURL(`${BASE}/items/${part}`)
      await page.locator('#codes', { hasText: code }).waitFor()

      // And by the item's own page, without leaving it.
      const another = `B-${randomUUID().slice(0, 12)}`
      await page.getByLabel('Link another code').fill(another)
      await page.keyboard.press('Enter')
      await page.locator('#codes', { hasText: another }).waitFor()
      await page.getByRole('button', { name: `Unlink ${code}` }).click()
      await page.locator('#codes li', { hasText: code }).waitFor({ state: 'detached' })
      assert.deepEqual(await faultsFoundByAxe(page, { within: '#codes' }), [])

      await page.goto(`${BASE}/scan`)
      await page.locator('[data-page=scan][data-ready]').waitFor()
      await page.locator('#scan-field').fill(another)
      await page.keyboard.press('Enter')
      await page.waitForURL(`${BASE}/items/${part}`)
      assert.deepEqual(texts, [])
    })
  }

  test('on any page a scanner opens what it scans; who types is left alone', async ({
    assert,
    browserContext,
  }) => {
    const { part, code, location, shelf } = await stocked()
    const page = await browserContext.newPage()
    await signIn(page, 'manager')
    await page.goto(`${BASE}/locations`)
    await page.keyboard.type(code, { delay: 130 })
    await page.keyboard.press('Enter')
    assert.equal(page.url(), `${BASE}/locations`)

    // In a field the text is the field's own, and nothing opens.
    const field = page.getByRole('searchbox').first()
    await field.focus()
    await page.evaluate(
      `document.activeElement.form.addEventListener('submit', (event) => event.preventDefault())`
    )
    await scan(page, code)
    assert.equal(await field.inputValue(), code)
    assert.equal(page.url(), `${BASE}/locations`)

    // A link that has the focus is not followed by the scanner's Enter.
    await page.getByRole('link', { name: 'Suppliers' }).first().focus()
    await scan(page, code)
    await page.waitForURL(`${BASE}/items/${part}`)
    await leaveFields(page)
    await scan(page, shelf, 'Tab')
    await page.waitForURL(`${BASE}/locations/${location}`)

    await page.goto(`${BASE}/scan`)
    await page.locator('[data-page=scan][data-ready]').waitFor()
    await page.getByText('Scanner settings').click()
    await page.getByLabel('Listen for a scanner on every page').uncheck()
    await page.goto(`${BASE}/locations`)
    await scan(page, code)
    await page.keyboard.press('Control+b')
    await page.keyboard.type(code)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${BASE}/items/${part}`)
    assert.isFalse(await page.locator('#finder').isVisible())
  })

  test('a transfer goes by keyboard alone, and waits for a lost connection', async ({
    assert,
    browserContext,
  }) => {
    const { part, code, location, shelf, name } = await stocked()
    const target = await makeLocation(`Bench ${randomUUID().slice(0, 8)}`)
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await signIn(page, 'manager')
    await page.goto(`${BASE}/scan?mode=transfer`)
    await page.locator('[data-page=scan][data-ready]').waitFor()
    for (const text of [shelf, `INV-SL${target}`, code]) {
      await page.keyboard.press('Control+b')
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
    await told(page, `${name}: 1`)
    assert.deepEqual(await faultsFoundByAxe(page), [])
    await browserContext.setOffline(true)
    await page.keyboard.press('Control+b')
    await page.keyboard.type(code)
    await page.keyboard.press('Enter')
    await page.locator('[data-offline]', { hasText: 'No connection' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await told(page, 'The list is kept')
    await browserContext.setOffline(false)
    await told(page, `${name}: 2`)
    await page.locator('[data-offline]').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+Enter')
    await told(page, '1 line is booked.')
    const rows = await db.from('stock_items').where('part_id', part).orderBy('id')
    assert.deepEqual(
      rows.map((row) => [row.location_id, toScaled(row.quantity)]),
      [
        [location, parseQuantity('8')],
        [target, parseQuantity('2')],
      ]
    )
  })

  test('the camera reads a code, and says why when it cannot', async ({ assert }) => {
    const { part, code } = await stocked()
    const film = join(tmpdir(), `${randomUUID()}.y4m`)
    filmOf(code, film)
    const browser = await launchChromium([
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ])
    try {
      const page = await browser.newPage({ viewport: PHONE, permissions: ['camera'] })
      const texts = complaints(page)
      await signIn(page, 'manager')
      await page.goto(`${BASE}/scan`)
      await page.locator('[data-page=scan][data-ready]').waitFor()
      await page.getByRole('button', { name: 'Camera', exact: true }).click()
      await page.waitForURL(`${BASE}/items/${part}`, { timeout: 45_000 })
      assert.deepEqual(texts, [])

      const denied = await browser.newPage({ viewport: DESK })
      await signIn(denied, 'manager')
      await denied.goto(`${BASE}/scan`)
      await denied.locator('[data-page=scan][data-ready]').waitFor()
      const cdp = await denied.context().newCDPSession(denied)
      await cdp.send('Browser.setPermission', {
        permission: { name: 'camera' },
        setting: 'denied',
        origin: BASE,
      })
      await denied.getByRole('button', { name: 'Camera', exact: true }).click()
      await denied.getByText('The camera may not be used.').waitFor()
      await denied.getByRole('button', { name: 'Close the camera' }).click()
      assert.isFalse(await denied.locator('[data-camera]').isVisible())
    } finally {
      await browser.close()
      rmSync(film, { force: true })
    }
  })
})
