import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { JobRunner } from '#jobs/runner'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { complaints, openAs, untilTrue } from '#tests/helpers/browser'
import { ownName } from '#tests/helpers/catalog'

function csv(names: readonly string[]) {
  const lines = names.map((name, index) => `${name},${index < 2 ? 'n/a' : '2.50'}`)
  return {
    name: 'price list.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Artikel,Sale price\n${lines.join('\n')}\n`),
  }
}

test.group('Imports in the browser', (group) => {
  const runner = new JobRunner()
  group.setup(async () => {
    await runner.start()
    return () => runner.stop()
  })

  test('brings items in with the mouse at a desk, and takes them back', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.setViewportSize({ width: 1440, height: 900 })
    const texts = complaints(page)
    await openAs(page, '/items', 'manager')
    await page.getByRole('link', { name: 'Import', exact: true }).click()
    await page.locator('#import-file').setInputFiles({
      name: 'picture.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('89504e470d0a1a0a', 'hex'),
    })
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByText('This is a picture, not a table.').waitFor()
    assert.deepEqual(await faultsFoundByAxe(page), [])
    texts.length = 0

    const names = ['a', 'b', 'c'].map(() => ownName('Dropped'))
    await page.locator('#import-file').setInputFiles(csv(names))
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.waitForURL(/\/columns$/)
    assert.deepEqual(await faultsFoundByAxe(page), [])
    await page.getByRole('button', { name: 'Check the rows' }).click()
    await page.getByText('Choose a column, or give one value for all rows.').waitFor()
    await page.getByRole('combobox', { name: /^Name/ }).selectOption('Artikel')
    await page.locator('[data-samples]').first().getByText(names[0]).waitFor()
    await page.getByRole('button', { name: 'Check the rows' }).click()
    await page.locator('[data-review]').waitFor()
    assert.equal(await page.locator('[data-count=bad]').innerText(), '2')
    assert.deepEqual(await faultsFoundByAxe(page), [])

    await page.locator('[data-was]').first().fill('7,50')
    await page.getByRole('button', { name: 'Same in all rows' }).first().click()
    await page.locator('[data-count=new]').getByText('3', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Import these rows' }).click()
    await page.getByText('3 rows were imported').waitFor()
    const part = await db.from('parts').where('name', names[1]).first()
    assert.equal(Number(part.sale_price), 7_500_000)

    await page.getByRole('button', { name: 'Undo this import' }).click()
    await page.locator('#confirm-dialog').getByRole('button', { name: 'Undo this import' }).click()
    await page.getByText('The import was undone').waitFor()
    assert.isNull(await db.from('parts').where('name', names[1]).first())
    assert.deepEqual(texts, [])
  })

  test('mends rows by keyboard on a phone', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    await page.setViewportSize({ width: 390, height: 844 })
    const texts = complaints(page)
    await openAs(page, '/imports/new/items', 'manager')
    const names = ['a', 'b', 'c'].map(() => ownName('Typed'))
    await page.locator('#import-file').setInputFiles(csv(names))
    await page.getByRole('button', { name: 'Upload' }).press('Enter')
    await page.waitForURL(/\/columns$/)
    await page.getByRole('combobox', { name: /^Name/ }).selectOption('Artikel')
    await page.getByRole('button', { name: 'Check the rows' }).press('Enter')
    await page.locator('[data-review]').waitFor()
    const width = await page.evaluate('document.documentElement.scrollWidth')
    assert.isAtMost(Number(width), 390)

    const first = page.locator('[data-was]').first()
    await first.fill('wrong')
    await first.press('Escape')
    assert.equal(await first.inputValue(), 'n/a')
    await first.fill('3')
    await first.press('Enter')
    await page.locator('[data-count=bad]').getByText('1', { exact: true }).waitFor()
    await untilTrue(page, 'document.activeElement.matches("[data-was]")')
    await page.keyboard.type('4.25')
    await page.keyboard.press('Enter')
    await page.locator('[data-count=bad]').getByText('0', { exact: true }).waitFor()
    await untilTrue(page, 'document.activeElement.matches("[data-go] button")')
    await page.keyboard.press('Enter')
    await page.getByText('3 rows were imported').waitFor()
    const part = await db.from('parts').where('name', names[1]).first()
    assert.equal(Number(part.sale_price), 4_250_000)
    assert.deepEqual(texts, [])
  })
})
