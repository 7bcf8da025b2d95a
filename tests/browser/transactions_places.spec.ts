import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, signIn } from '#tests/helpers/browser'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function lamp(quantity: string) {
  const name = `Lamp ${randomUUID().slice(0, 8)}`
  const partId = await makePart({ name })
  const locationId = await makeLocation(`Shop ${randomUUID().slice(0, 8)}`)
  await receiveStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  return { partId, locationId, name }
}

test.group('Moving stock', () => {
  test('says what can be moved from the place chosen, and moves no more', async ({
    assert,
    browserContext,
  }) => {
    const item = await lamp('5')
    const elsewhere = await makeLocation(`Attic ${randomUUID().slice(0, 8)}`)
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/transfers/new?item=${item.partId}`)
    await page.selectOption('[name=location]', String(item.locationId))
    await page.selectOption('[name=to]', String(elsewhere))
    await page.locator('text=5 can be moved from there.').waitFor()
    await page.fill('[name=quantity]', '6')
    await page.locator('#quantity-problem:has-text("Only 5 can be moved from there.")').waitFor()
    await page.click('button:has-text("Move"):not([name])')
    assert.include(page.url(), '/transfers/new')

    await page.fill('[name=quantity]', '5')
    await page.click('button:has-text("Move"):not([name])')
    await page.locator(`.posted:has-text("Moved 5 of ${item.name}")`).waitFor()
    const lots = await db.from('stock_items').where('part_id', item.partId)
    assert.deepEqual(
      lots.map(({ location_id: place }) => place),
      [elsewhere]
    )
  })

  test('leads from the item picked to the next empty field, as counting does', async ({
    assert,
    browserContext,
  }) => {
    const item = await lamp('5')
    const page = await browserContext.newPage()
    await signIn(page)
    for (const path of ['/transfers/new', '/counts/new']) {
      await page.goto(`${BASE}${path}`)
      await page.getByRole('combobox', { name: 'Item' }).fill(item.name)
      await page.click(`[role=option]:has-text("${item.name}")`)
      await page.locator('#field-location:focus').waitFor()
    }
    await page.goto(`${BASE}/transfers/new?location=${item.locationId}`)
    await page.getByRole('combobox', { name: 'Item' }).fill(item.name)
    await page.click(`[role=option]:has-text("${item.name}")`)
    await page.locator('#field-to:focus').waitFor()
    assert.equal(await page.inputValue('#field-location'), String(item.locationId))
  })
})

test.group('Stock on the item’s page', () => {
  test('comes in by itself, and its bin card turns pages in place', async ({
    assert,
    browserContext,
  }) => {
    const item = await lamp('40')
    for (let count = 0; count < 30; count++) {
      await issueStock({ partId: item.partId, quantity: parseQuantity('1'), actorId: null })
    }
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/items/${item.partId}`)
    await page.locator('#stock >> text=Lots, in the order they are sold').waitFor()
    await page.click('#movements a[rel=next]')
    await page.locator('#movements a[rel=prev]').waitFor()

    assert.equal(new URL(page.url()).pathname, `/items/${item.partId}`)
    assert.equal(await page.locator('#movements tbody tr').count(), 6)
    const first = page.locator('#movements tbody tr').last().locator('[data-label=Balance]')
    assert.equal(await first.innerText(), '40')
  })
})
