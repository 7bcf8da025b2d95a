import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, complaints, DESK, PHONE, signIn } from '#tests/helpers/browser'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function shelf() {
  const name = `Phone ${randomUUID().slice(0, 8)}`
  const partId = await makePart({ name })
  const place = `Shop ${randomUUID().slice(0, 8)}`
  const locationId = await makeLocation(place)
  await receiveStock({ partId, locationId, quantity: parseQuantity('10'), actorId: null })
  for (const quantity of ['1', '2'])
    await issueStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  return { name, partId, locationId, place }
}

test.group('List of transactions in the browser', (group) => {
  group.each.timeout(60_000)

  test('is read, previewed and taken back with keys only', async ({ assert, browserContext }) => {
    const { partId } = await shelf()
    const page = await browserContext.newPage()
    await page.setViewportSize(DESK)
    const texts = complaints(page)
    await signIn(page, 'manager')
    await page.goto(`${BASE}/transactions?item=${partId}`)
    await page.locator('#transaction-totals').getByText('1,800.00').waitFor()
    const rows = page.locator('tr[data-row]')
    assert.equal(await rows.count(), 3)

    await rows.first().focus()
    await page.keyboard.press('Space')
    const drawer = page.locator('dialog.drawer')
    await drawer.getByText('Movements, lot by lot').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await rows.first().focus()
    await page.keyboard.press('x')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.getByText('2 chosen').waitFor()
    await page.locator('#transactions-bulk').getByRole('button', { name: 'Reverse' }).focus()
    await page.keyboard.press('Enter')
    await drawer.getByText('Reverse 2 entries?').waitFor()
    await page.locator('#chosen-reason').fill('Typing error')
    await page.keyboard.press('Enter')
    await page.getByText('2 entries are reversed.').waitFor()
    await page.locator('#transaction-totals').getByText('0.00').first().waitFor()
    const reversals = await db.from('stock_postings').where({ part_id: partId, kind: 'reversal' })
    assert.deepEqual(
      reversals.map(({ reason }) => reason),
      ['Typing error', 'Typing error']
    )
    assert.deepEqual(texts, [])
  })

  test('changes with its filters and columns, on a phone too', async ({
    assert,
    browserContext,
  }) => {
    const { partId } = await shelf()
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    const texts = complaints(page)
    await signIn(page, 'viewer')
    await page.goto(`${BASE}/transactions?item=${partId}`)
    await page.locator('.filter-fold summary').click()
    await page.locator('select[name=type]').selectOption('sale')
    await page.locator('.filter-chip', { hasText: 'Sale' }).waitFor()
    await page.waitForURL((url) => url.search.includes('type=sale'))
    assert.equal(await page.locator('tr[data-row]').count(), 2)
    await page.locator('.filter-chip', { hasText: 'Sale' }).click()
    await page.locator('tr[data-row]').nth(2).waitFor()
    await page.locator('.table-chooser summary').click()
    await page.getByLabel('Note', { exact: true }).check()
    await page.locator('th', { hasText: 'Note' }).waitFor({ state: 'attached' })
    const width = await page.evaluate('document.documentElement.scrollWidth')
    assert.isAtMost(Number(width), PHONE.width)
    assert.deepEqual(texts, [])
  })
})

test.group('Stock balance in the browser', (group) => {
  group.each.timeout(60_000)

  for (const [where, size] of Object.entries({ desk: DESK, phone: PHONE })) {
    test(`moves the rows chosen to another location: ${where}`, async ({
      assert,
      browserContext,
    }) => {
      const [one, other] = [await shelf(), await shelf()]
      const page = await browserContext.newPage()
      await page.setViewportSize(size)
      const texts = complaints(page)
      await signIn(page, 'manager')
      await page.goto(`${BASE}/balance?location=${one.locationId}`)
      await page.getByLabel(`Choose ${one.name}`).check()
      await page.locator('#balance-bulk').getByRole('button', { name: 'Move' }).click()
      const drawer = page.locator('dialog.drawer')
      await drawer.getByText('Move 1 balance').waitFor()
      await drawer.locator('[name=to]').first().waitFor()
      const to = drawer.locator('select[name=to]')
      if ((await to.count()) > 0) await to.selectOption(String(other.locationId))
      else {
        await drawer.getByRole('combobox', { name: 'To location' }).fill(other.place)
        await page.getByRole('option', { name: other.place }).click()
      }
      await drawer.getByRole('button', { name: 'Move' }).click()
      await page.getByText(`1 balance moved to ${other.place}.`).waitFor()
      const lots = await db
        .from('stock_items')
        .where({ part_id: one.partId, location_id: other.locationId })
      assert.lengthOf(lots, 1)
      assert.deepEqual(texts, [])
    })
  }
})
