import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, complaints, DESK, PHONE, settled, signIn, sticksOut } from '#tests/helpers/browser'
import { makeCategory, makeSupplier } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'

/** An item with long words and large figures at two places, and what it belongs to. */
async function largeItem() {
  const name = `Rechargeable-${randomUUID()} battery`
  const partId = await makePart({ name })
  const locations = [await makeLocation(`Warehouse ${randomUUID()}`), await makeLocation()]
  for (const locationId of locations) {
    await receiveStock({ partId, locationId, quantity: parseQuantity('1234567'), actorId: null })
  }
  return { partId, locationId: locations[0] }
}

async function mainPages(): Promise<string[]> {
  const { partId, locationId } = await largeItem()
  const [category, supplier] = [await makeCategory(), await makeSupplier()]
  const lot = await db.from('stock_items').where('part_id', partId).firstOrFail()
  return [
    '/',
    '/items',
    '/items/new',
    `/items/${partId}`,
    `/items/${partId}/edit`,
    `/items/${partId}/stock`,
    `/items/${partId}/movements`,
    `/items/${partId}/attachments`,
    '/transactions',
    '/transactions?type=IN&from=2026-01-01',
    '/transactions/new?type=IN',
    `/transactions/new?type=OUT&item=${partId}`,
    '/transfers/new',
    `/counts/new?location=${locationId}`,
    '/balance',
    '/balance?by=item&below=1',
    '/locations',
    `/locations/${locationId}`,
    '/categories',
    `/categories/${category.id}`,
    '/suppliers',
    `/suppliers/${supplier.id}`,
    `/suppliers/${supplier.id}/attachments`,
    `/stock/${lot.id}/attachments`,
    '/insights/sales',
    '/account',
    '/admin/users',
    '/admin/users/new',
    '/admin/groups',
    '/admin/groups/new',
    '/admin/tokens',
    '/admin/audit',
    '/admin/integrations',
    '/admin/integrations/new',
    '/admin/events',
    '/admin/jobs',
    '/admin/jobs/schedules',
    '/admin/bi-export',
    '/api-doc',
  ]
}

test.group('On a phone', (group) => {
  group.each.timeout(60_000)

  test('no main page is wider than the screen, and none complains', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    const texts = complaints(page)
    await signIn(page)
    const tooWide: string[] = []
    for (const path of await mainPages()) {
      const answer = await page.goto(BASE + path)
      assert.equal(answer?.status(), 200, path)
      await settled(page)
      const what = await sticksOut(page)
      if (what) tooWide.push(`${path}: ${what}`)
    }
    assert.deepEqual(tooWide, [])
    assert.deepEqual(texts, [])
  })

  test('filters are folded behind a button that says how many are set', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await signIn(page)
    await page.goto(`${BASE}/transactions?type=IN&from=2026-01-01`)
    const button = page.locator('.filter-fold summary')
    const type = page.locator('select[name=type]')
    assert.match(await button.innerText(), /Filters\s*, set:\s*2/)
    assert.isTrue(await page.locator('.filter-chip').first().isVisible())
    assert.isFalse(await type.isVisible())
    await button.click()
    assert.isTrue(await type.isVisible())

    await page.goto(`${BASE}/items`)
    assert.isTrue(await page.locator('#item-search').isVisible())
    await button.click()
    await page.getByLabel('Below minimum').check()
    await page.locator('#filter-count:has-text("1")').waitFor()
    await page.setViewportSize(DESK)
    await page.goto(`${BASE}/transactions`)
    assert.isTrue(await type.isVisible())
    assert.isFalse(await button.isVisible())
  })
})
