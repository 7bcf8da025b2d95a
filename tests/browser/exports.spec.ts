import { readFile } from 'node:fs/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { JobRunner } from '#jobs/runner'
import { BASE, complaints, DESK, PHONE, signIn } from '#tests/helpers/browser'
import { ownName } from '#tests/helpers/catalog'
import { beginExport, longTable } from '#tests/helpers/exports'
import { makePart } from '#tests/helpers/stock'

test.group('Exports in the browser', (group) => {
  group.each.timeout(60_000)
  group.each.setup(async () => {
    await db.from('job_runs').delete()
  })

  for (const [where, size] of Object.entries({ desk: DESK, phone: PHONE })) {
    test(`a long one shows how far it is, and is saved by itself when it is ready: ${where}`, async ({
      assert,
      browserContext,
    }) => {
      const page = await browserContext.newPage()
      await page.setViewportSize(size)
      const texts = complaints(page)
      const user = await signIn(page, 'viewer')
      const { table, letGo } = longTable(6_000)
      const id = await beginExport(table.name, user.id)
      await page.goto(`${BASE}/exports/${id}`)
      await page.getByText('It begins in a moment.').waitFor()
      const runner = new JobRunner()
      await runner.lookOnce()
      await page.getByText('of 6,000 rows').waitFor()
      assert.equal(await page.getByRole('progressbar').getAttribute('max'), '100')
      const download = page.waitForEvent('download')
      letGo()
      await runner.idle()
      const file = await download
      assert.equal(file.suggestedFilename(), 'numbers.csv')
      const text = await readFile(await file.path(), 'utf8')
      assert.lengthOf(text.trim().split('\r\n'), 6_001)
      await page.getByRole('link', { name: 'Download' }).waitFor()
      await page.locator('#toasts').getByText('The export is ready.').waitFor()

      await page.locator('#export').getByRole('link', { name: 'My exports' }).click()
      await page.getByRole('link', { name: 'numbers.csv', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Delete numbers.csv' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('No exports yet').waitFor()
      assert.deepEqual(texts, [])
    })
  }

  test('one under way is cancelled from its page', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    const user = await signIn(page, 'viewer')
    const { table, letGo } = longTable(6_000)
    const id = await beginExport(table.name, user.id)
    const runner = new JobRunner()
    await runner.lookOnce()
    await page.goto(`${BASE}/exports/${id}`)
    await page.getByRole('button', { name: 'Cancel the export' }).click()
    await page.waitForURL(`${BASE}/exports`)
    letGo()
    await runner.idle()
    await page.reload()
    await page.locator('#exports').getByText('Cancelled').waitFor()
    assert.equal(await page.getByRole('link', { name: 'Download' }).count(), 0)
  })

  test('a short one is saved at once, with the columns shown', async ({
    assert,
    browserContext,
  }) => {
    const name = ownName('Exported')
    await makePart({ name })
    const page = await browserContext.newPage()
    await signIn(page, 'viewer')
    await page.goto(`${BASE}/items?search=${name.slice(-8)}&columns=name,sale_price`)
    await page.locator('.table-tools summary').first().focus()
    await page.keyboard.press('Enter')
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'This list as CSV' }).click()
    const file = await download
    assert.match(file.suggestedFilename(), /^items-.*\.csv$/)
    const text = await readFile(await file.path(), 'utf8')
    assert.equal(text, `\uFEFFName,Sale price\r\n${name},600.00\r\n`)
  })
})
