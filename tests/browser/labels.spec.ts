import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { BASE, complaints, DESK, PHONE, signIn } from '#tests/helpers/browser'
import { makePart } from '#tests/helpers/stock'

test.group('Printing labels', (group) => {
  group.each.timeout(60_000)

  for (const [device, size] of Object.entries({ desk: DESK, phone: PHONE })) {
    test(`from the page of an item, seen before it is printed: ${device}`, async ({
      assert,
      browserContext,
    }) => {
      const name = `Labelled ${randomUUID().slice(0, 8)}`
      const part = await makePart({ name })
      const page = await browserContext.newPage()
      await page.setViewportSize(size)
      const texts = complaints(page)
      await signIn(page, 'staff')
      await page.goto(`${BASE}/items/${part}`)
      await page.getByLabel('More actions').click()
      await page.getByRole('link', { name: 'Print labels' }).click()
      await page.waitForURL(`${BASE}/labels?items=${part}`)
      const preview = page.locator('#label-preview')
      assert.include(await preview.innerText(), 'One label, 62 × 29 mm')
      assert.isFalse(await page.getByLabel('Begin at label').isVisible())
      assert.isFalse(await page.getByLabel('Columns').isVisible())

      await page.getByLabel('Labels', { exact: true }).selectOption('a4-3x8')
      await preview.getByText('One label, 70 × 37 mm').waitFor()
      await page.getByLabel('Begin at label').fill('25')
      await preview.getByText('A sheet has 24 labels.').waitFor()
      await page.getByLabel('Begin at label').fill('4')
      await preview.locator('.label-sheet').waitFor()
      assert.equal(await preview.locator('.label-sheet .used').count(), 3)
      await page.getByLabel('Labels of each').fill('5')
      await preview
        .locator('.label-sheet text', { hasText: name.slice(-8) })
        .nth(4)
        .waitFor()
      assert.isTrue(await page.getByLabel('So many each').isChecked())
      assert.deepEqual(await faultsFoundByAxe(page), [])

      await page.getByLabel('Labels', { exact: true }).selectOption('roll-own')
      await page.getByLabel('Width').fill('80')
      await page.getByLabel('Height').fill('40')
      await preview.getByText('One label, 80 × 40 mm').waitFor()
      assert.isAtMost(
        Number(await page.evaluate('document.documentElement.scrollWidth')),
        size.width
      )
      const [answer] = await Promise.all([
        browserContext.waitForEvent('response', (one) => one.url().endsWith('/labels/print')),
        page.getByRole('button', { name: 'Make the PDF' }).press('Enter'),
      ])
      assert.equal(answer.status(), 200)
      assert.equal(answer.headers()['content-type'], 'application/pdf')

      await page.goto(`${BASE}/labels?items=${part}`)
      assert.equal(await page.getByLabel('Width').inputValue(), '80')
      assert.deepEqual(texts, [])
    })
  }
})
