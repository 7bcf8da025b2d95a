import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { complaints, DESK, hasScript, openAs, PHONE } from '#tests/helpers/browser'
import { ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'

/** More items than a page shows, which only this test's search finds. */
async function makeItems(): Promise<string> {
  const word = ownName('w').slice(2)
  for (let at = 0; at < 27; at++)
    await makePart({ name: `${String(at).padStart(2, '0')} ${word}`, salePrice: '10' })
  return word
}

async function openList(page: Page, path: string) {
  await openAs(page, path, 'staff')
  await hasScript(page)
}

const rowHeight = async (page: Page) => {
  const box = await page.locator('#items-table tbody tr').first().boundingBox()
  return box?.height ?? 0
}

test.group('Pages of a table', (group) => {
  group.each.timeout(90_000)

  for (const [where, size] of [
    ['desk', DESK],
    ['phone', PHONE],
  ] as const) {
    test(`exchange the rows and leave the rest as it is: ${where}`, async ({
      assert,
      browserContext,
    }) => {
      const word = await makeItems()
      const page = await browserContext.newPage()
      const texts = complaints(page)
      await page.setViewportSize(size)
      await openList(page, `/items?search=${word}`)
      await page.getByLabel(`Choose 01 ${word}`).click()
      await page.evaluate(`window.parts = ['#items-views', '#items-kept', '.table-tools', '.selection-bar', 'h1']
        .map((part) => document.querySelector(part))`)
      const swap = page.waitForResponse((answer) => answer.url().includes('page=2'))
      await page.getByRole('link', { name: 'Next' }).click()
      const answer = await (await swap).text()
      await page.getByText(`26 ${word}`).first().waitFor()

      assert.equal(await page.locator('#items-table tbody tr').count(), 2)
      assert.isTrue(await page.evaluate('window.parts.every((part) => part.isConnected)'))
      assert.include(answer, 'id="items-table"')
      assert.notInclude(answer, 'table-chooser')
      await page.locator('.selection-bar').getByText('1 chosen').waitFor()
      await page.getByRole('link', { name: 'Previous' }).click()
      await page.getByLabel(`Choose 00 ${word}`).waitFor()
      assert.isTrue(await page.getByLabel(`Choose 01 ${word}`).isChecked())
      assert.deepEqual(texts, [])
    })
  }

  test('keep the density that was chosen, and the head in sight', async ({
    assert,
    browserContext,
  }) => {
    const word = await makeItems()
    const page = await browserContext.newPage()
    await page.setViewportSize({ ...DESK, height: 500 })
    await openList(page, `/items?search=${word}`)
    const comfortable = await rowHeight(page)
    await page.locator('.table-chooser summary').click()
    await page.getByLabel('Compact').check()
    await page.locator('.table-region.is-compact').waitFor()
    await page.keyboard.press('Escape')
    const compact = await rowHeight(page)
    assert.isBelow(compact, comfortable)

    await page.getByRole('link', { name: `24 ${word}`, exact: true }).scrollIntoViewIfNeeded()
    const head = page.getByRole('columnheader', { name: 'Sale price' })
    const box = await head.boundingBox()
    assert.isTrue(box !== null && box.y >= 0 && box.y < 250, JSON.stringify(box))
    await page.getByRole('link', { name: 'Next' }).click()
    await page.getByRole('link', { name: `26 ${word}`, exact: true }).waitFor()
    assert.equal(await rowHeight(page), compact)
  })
})
