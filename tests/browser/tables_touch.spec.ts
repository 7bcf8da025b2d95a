import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { drainProjections, eventLog } from '#events/embedded_event_log'
import { receiveStock } from '#stock/actions/receive_stock'
import {
  BASE,
  complaints,
  DESK,
  hasScript,
  isLive,
  PHONE,
  settled,
  signIn,
} from '#tests/helpers/browser'
import { makeSupplier, ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'

const PRESS_AFTER_SWAP = `(() => {
  const press = () => {
    if (document.querySelectorAll('#stock tr[data-row]').length < 4) return
    document.removeEventListener('htmx:afterSwap', press)
    queueMicrotask(() => document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })
    ))
  }
  document.addEventListener('htmx:afterSwap', press)
})()`

test.group('Tables beyond the list of items', (group) => {
  group.each.timeout(60_000)
  group.setup(() => {
    eventLog.start()
    return () => eventLog.stop()
  })

  test('are sorted on a phone, without their heads', async ({ assert, browserContext }) => {
    const word = ownName('w').slice(2)
    for (const price of ['7', '9']) await makePart({ name: `${price} ${word}`, salePrice: price })
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await page.setViewportSize(PHONE)
    await signIn(page, 'viewer')
    await page.goto(`${BASE}/items?search=${word}`)
    const menu = page.locator('.sort-menu')
    for (const sorted of ['Sorted by Sale price', 'Sorted by Sale price, descending']) {
      await menu.locator('summary').click()
      await menu.getByRole('link', { name: 'Sale price' }).click()
      await menu.getByText(sorted, { exact: true }).waitFor()
    }
    await page.waitForURL((url) => url.search.includes('ordering=-sale_price'))
    assert.include(await page.locator('tr[data-row]').first().innerText(), `9 ${word}`)
    await page.setViewportSize(DESK)
    assert.isFalse(await menu.isVisible())
    assert.deepEqual(texts, [])
  })

  test('let one deactivate the suppliers chosen, and edit one in place', async ({
    assert,
    browserContext,
  }) => {
    const { id, name } = await makeSupplier()
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await page.setViewportSize(DESK)
    await signIn(page, 'manager')
    await page.goto(`${BASE}/suppliers?search=${name.slice(-8)}`)
    await hasScript(page)
    await page.locator('td[data-label="Phone"]').dblclick()
    await page.getByRole('textbox', { name: 'Phone' }).fill('0161 496 0000')
    await page.keyboard.press('Enter')
    await page.getByRole('cell', { name: '0161 496 0000' }).waitFor()
    // What is saved is shown anew, and the focus comes back to it.
    await page.locator('td[data-label="Phone"]:focus').waitFor()

    await page.locator('tr[data-row]').focus()
    await page.keyboard.press('x')
    await page.locator('.selection-bar').getByText('1 chosen').waitFor()
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByText('1 company is inactive now.').first().waitFor()
    const company = await db.from('companies').where('id', id).firstOrFail()
    assert.containsSubset(company, { phone: '0161 496 0000', is_active: 0 })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('1 company is active now.').first().waitFor()
    assert.deepEqual(texts, [])
  })

  test('have keys where lots of an item are listed, and a file', async ({
    assert,
    browserContext,
  }) => {
    const partId = await makePart({ name: ownName('Lotted') })
    const lots: number[] = []
    for (const count of ['4', '6']) {
      const { movements } = await receiveStock({
        partId,
        quantity: parseQuantity(count),
        actorId: null,
      })
      lots.push(movements[0].lotId)
    }
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await page.setViewportSize(DESK)
    await signIn(page, 'viewer')
    await page.goto(`${BASE}/items/${partId}`)
    await isLive(page)
    await page.locator('#stock tr[data-row][tabindex="0"]').focus()
    await page.keyboard.press('ArrowDown')
    const second = page.locator(`#lots-row-${lots[1]}:focus`)
    await second.waitFor()
    // What is booked meanwhile fetches the lots anew; the row keeps the focus.
    await receiveStock({ partId, quantity: parseQuantity('1'), actorId: null })
    await drainProjections()
    await page.locator('#stock tr[data-row]').nth(2).waitFor()
    await second.waitFor()
    // A key counts that is pressed as soon as the rows have been exchanged.
    await page.evaluate(PRESS_AFTER_SWAP)
    await receiveStock({ partId, quantity: parseQuantity('1'), actorId: null })
    await drainProjections()
    await page.locator('#stock tr[data-row]').nth(3).waitFor()
    await settled(page)
    assert.equal(await page.evaluate('document.activeElement.rowIndex'), 3)
    await page.keyboard.press('?')
    await page.locator('#table-keys[open]').waitFor()
    await page.keyboard.press('Escape')

    const download = page.waitForEvent('download')
    await page.locator('#stock .menu > summary').click()
    await page.locator('#stock').getByRole('link', { name: 'This list as CSV' }).click()
    assert.match((await download).suggestedFilename(), /\.csv$/)

    await page.locator(`#lots-row-${lots[1]}`).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${BASE}/stock/${lots[1]}`)
    assert.deepEqual(texts, [])
  })
})
