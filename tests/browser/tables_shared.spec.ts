import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { BASE, complaints, DESK, hasScript, PHONE, signIn } from '#tests/helpers/browser'
import { ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'

/** Items that only this test's search finds, "00 …" to "29 …". */
async function makeItems(count: number): Promise<string> {
  const word = ownName('w').slice(2)
  for (let at = 0; at < count; at++)
    await makePart({ name: `${String(at).padStart(2, '0')} ${word}`, salePrice: '10' })
  return word
}

async function open(page: Page, path: string) {
  await page.goto(BASE + path)
  await hasScript(page)
}

test.group('A list for several people', (group) => {
  group.each.timeout(90_000)

  for (const [where, size] of Object.entries({ desk: DESK, phone: PHONE })) {
    test(`is shared as a view, by keyboard, and opened by its address: ${where}`, async ({
      assert,
      browser,
    }) => {
      const word = await makeItems(2)
      const [ours, theirs] = [await browser.newContext(), await browser.newContext()]
      const [page, other] = [await ours.newPage(), await theirs.newPage()]
      const texts = [complaints(page), complaints(other)]
      for (const one of [page, other]) await one.setViewportSize(size)
      await signIn(page, 'staff')
      await open(page, `/items?search=${word}&ordering=-sale_price`)
      await page.locator('#items-views summary', { hasText: 'Save view' }).focus()
      await page.keyboard.press('Enter')
      await page.getByLabel('Name of the view').focus()
      await page.keyboard.type(`Ours ${word}`)
      const isShared = page.getByLabel('Shared with everyone')
      await isShared.focus()
      await page.keyboard.press('Space')
      assert.isTrue(await isShared.isChecked())
      await page.getByLabel('Name of the view').press('Enter')
      await page.waitForURL(/\/items\?view=\d+$/)

      await signIn(other, 'viewer')
      await open(other, new URL(page.url()).pathname + new URL(page.url()).search)
      const tab = other.locator('#items-views a[aria-current=page]')
      assert.match(await tab.innerText(), new RegExp(`Ours ${word}`))
      assert.equal(await other.locator('#item-search').inputValue(), word)
      assert.equal(await other.locator('main tr[data-row]').count(), 2)
      await other.getByLabel(`Change the view Ours ${word}`).click()
      assert.isTrue(await other.locator('#view-default').isVisible())
      assert.equal(await other.getByRole('button', { name: 'Delete the view' }).count(), 0)
      assert.deepEqual(texts, [[], []])
      await Promise.all([ours.close(), theirs.close()])
    })

    test(`gives a file and labels of rows chosen on two pages: ${where}`, async ({
      assert,
      browserContext,
    }) => {
      const word = await makeItems(27)
      const page = await browserContext.newPage()
      const texts = complaints(page)
      await page.setViewportSize(size)
      await signIn(page, 'staff')
      await open(page, `/items?search=${word}&columns=name,sale_price`)
      const bar = page.locator('.selection-bar')
      await page.getByLabel(`Choose 01 ${word}`).check()
      await page.getByRole('link', { name: 'Next' }).click()
      await page.getByLabel(`Choose 26 ${word}`).check()
      await bar.getByText('2 chosen').waitFor()

      const saved = page.waitForEvent('download')
      await bar.getByRole('button', { name: 'CSV' }).click()
      const text = await readFile(await (await saved).path(), 'utf8')
      assert.equal(text, `\uFEFFName,Sale price\r\n01 ${word},10.00\r\n26 ${word},10.00\r\n`)
      assert.isTrue(await bar.getByText('2 chosen').isVisible())

      await bar.getByRole('button', { name: 'Labels' }).click()
      await page.waitForURL(`${BASE}/labels`)
      await page.getByText(`For 2 things: 01 ${word}, 26 ${word}`).waitFor()
      assert.deepEqual(texts, [])
    })
  }
})
