import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { parseMoney, toScaled } from '#core/decimal'
import { now } from '#core/time'
import {
  complaints,
  DESK,
  hasScript,
  openAs,
  PHONE,
  settled,
  sticksOut,
} from '#tests/helpers/browser'
import { makeCategory, ownName } from '#tests/helpers/catalog'
import { eventually } from '#tests/helpers/patience'
import { makePart } from '#tests/helpers/stock'
import { makeUser } from '#tests/helpers/visitor'

const REFUSED = /status of 4\d\d/

async function openTable(page: Page, path: string) {
  await openAs(page, path, 'staff')
  await hasScript(page)
}

/** Items that only this test's search finds, "00" to "29". */
async function makeItems(count: number): Promise<{ word: string; ids: number[] }> {
  const word = ownName('w').slice(2)
  const ids: number[] = []
  for (let at = 0; at < count; at++)
    ids.push(await makePart({ name: `${String(at).padStart(2, '0')} ${word}`, salePrice: '10' }))
  return { word, ids }
}

const focused = (page: Page) => page.evaluate('document.activeElement.id')

test.group('The list of items with a mouse', (group) => {
  group.each.timeout(90_000)

  test('keeps what is chosen over pages, changes it together and takes that back', async ({
    assert,
    browserContext,
  }) => {
    const { word, ids } = await makeItems(30)
    const category = await makeCategory()
    const page = await browserContext.newPage()
    const texts = complaints(page, { expected: REFUSED })
    await page.setViewportSize(DESK)
    await openTable(page, `/items?search=${word}`)
    const bar = page.locator('.selection-bar')
    assert.isFalse(await bar.isVisible())

    await page.getByLabel(`Choose 01 ${word}`).click()
    await page.getByLabel(`Choose 03 ${word}`).click({ modifiers: ['Shift'] })
    await bar.getByText('3 chosen').waitFor()
    await page.getByRole('link', { name: 'Next' }).click()
    await page.getByLabel(`Choose 27 ${word}`).click()
    await bar.getByText('4 chosen').waitFor()
    await page.goBack()
    await hasScript(page)
    await bar.getByText('4 chosen').waitFor()
    assert.isTrue(await page.getByLabel(`Choose 02 ${word}`).isChecked())

    await bar.getByRole('button', { name: 'Edit' }).click()
    const drawer = page.getByRole('dialog', { name: 'Edit 4 items' })
    await drawer.getByRole('combobox', { name: 'Move to category' }).fill(category.name.slice(-8))
    await page.getByRole('option', { name: category.name }).click()
    await drawer.getByLabel('Sale price: amount or percent').fill('12.5')
    await drawer.getByRole('button', { name: 'Change 4 items' }).click()
    await page.getByText('4 items changed.').waitFor()
    const changed = await db.from('parts').where('category_id', category.id).orderBy('id')
    assert.deepEqual(
      changed.map(({ id }) => id),
      [ids[1], ids[2], ids[3], ids[27]]
    )
    assert.equal(toScaled(changed[0].sale_price), parseMoney('12.5'))
    assert.isFalse(await bar.isVisible())

    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('4 items changed.').waitFor()
    assert.isNull(await db.from('parts').where('category_id', category.id).first())
    await hasScript(page)

    await page.getByLabel(`Choose 00 ${word}`).click()
    await page.getByRole('button', { name: 'Choose all 30 that match' }).click()
    await bar.getByText('30 chosen').waitFor()
    await bar.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByText('30 items changed.').waitFor()
    const active = await db.from('parts').whereIn('id', ids).where('is_active', 1).first()
    assert.isNull(active)
    assert.deepEqual(texts, [])
  })

  test('chooses columns without a reload, keeps them, and saves a view of them', async ({
    assert,
    browserContext,
  }) => {
    const { word } = await makeItems(3)
    const page = await browserContext.newPage()
    const texts = complaints(page, { expected: REFUSED })
    await page.setViewportSize(DESK)
    await openTable(page, `/items?search=${word}`)
    await page.evaluate('window.isSamePage = true')
    const head = (name: string) => page.getByRole('columnheader', { name })
    await page.locator('.table-chooser summary').click()
    await page.getByLabel('Available', { exact: true }).check()
    await head('Available').waitFor()
    await page.getByLabel('Move Available to the left').click()
    await page.locator('th:has-text("Available") + th:has-text("Status")').waitFor()
    await page.getByLabel('Compact').check()
    await page.locator('.table-region.is-compact').waitFor()
    assert.isTrue(await page.locator('.table-chooser[open]').isVisible())
    assert.isTrue(await page.evaluate('window.isSamePage'))
    await page.keyboard.press('Escape')

    await page.getByText('Save view', { exact: true }).first().click()
    await page.getByLabel('Name of the view').fill('Just these')
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.waitForURL(/\/items\?view=\d+$/)
    await hasScript(page)
    await page.getByRole('link', { name: 'SKU' }).click()
    await page.locator('#items-views').getByText('changed').waitFor()
    await page.waitForURL(/view=\d+&search=.*&ordering=sku$/)
    await page.locator('#items-views').getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL(/\/items\?view=\d+$/)
    await hasScript(page)
    assert.equal(await page.locator('#items-views .is-warn').count(), 0)

    await page.locator('.filter-chip').first().click()
    await page.waitForURL(/own=1|ordering=sku$/)
    assert.equal(await page.locator('#item-search').inputValue(), '')
    await page.getByLabel('Change the view Just these').click()
    await page.getByRole('button', { name: 'Delete the view' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('The view “Just these” was deleted.').waitFor()
    await head('Available').waitFor()
    assert.deepEqual(texts, [])
  })

  test('changes a cell in place, says what is wrong with it, and who was quicker', async ({
    assert,
    browserContext,
  }) => {
    const { word, ids } = await makeItems(2)
    const page = await browserContext.newPage()
    const texts = complaints(page, { expected: REFUSED })
    await page.setViewportSize(DESK)
    await openTable(page, `/items?search=${word}`)
    const cell = page.locator(`#items-row-${ids[0]} td[data-edit=sale_price]`)
    await cell.dblclick()
    await page.getByRole('textbox', { name: 'Sale price' }).fill('ten')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('Enter a number, such as 12.50.').waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await cell.innerText(), '10.00')

    await cell.dblclick()
    await page.getByRole('textbox', { name: 'Sale price' }).fill('11')
    await db.from('parts').where('id', ids[0]).increment('version', 1)
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('Somebody else changed this item').waitFor()
    await page.keyboard.press('Enter')
    await cell.getByText('11.00').waitFor()
    const part = await db.from('parts').where('id', ids[0]).firstOrFail()
    assert.equal(toScaled(part.sale_price), parseMoney('11'))
    await cell.and(page.locator(':focus')).waitFor()
    assert.deepEqual(texts, [])
  })
})

test.group('The list of items with the keyboard', (group) => {
  group.each.timeout(90_000)

  test('walks, chooses, previews, edits and turns pages', async ({ assert, browserContext }) => {
    const { word, ids } = await makeItems(27)
    const page = await browserContext.newPage()
    const texts = complaints(page, { expected: REFUSED })
    await page.setViewportSize(DESK)
    await openTable(page, `/items?search=${word}`)
    const { keyboard } = page
    const row = (at: number) => `items-row-${ids[at]}`
    await page.locator(`#${row(0)}`).focus()
    await keyboard.press('ArrowDown')
    assert.equal(await focused(page), row(1))
    await keyboard.press('x')
    await keyboard.press('Shift+ArrowDown')
    await page.getByText('2 chosen').waitFor()
    await keyboard.press('End')
    assert.equal(await focused(page), row(24))
    await keyboard.press('Home')

    await keyboard.press(' ')
    const drawer = page.getByRole('dialog', { name: `00 ${word}` })
    await drawer.getByRole('link', { name: 'Open the item' }).waitFor()
    assert.isTrue(
      await page.evaluate(
        `document.querySelector('dialog.drawer').contains(document.activeElement)`
      )
    )
    await keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    assert.equal(await focused(page), row(0))

    for (let step = 0; step < 3; step++) await keyboard.press('ArrowRight')
    await keyboard.press('F2')
    await keyboard.type(`SKU-${word}`)
    await keyboard.press('Enter')
    await page
      .locator(`#${row(0)}`)
      .getByText(`SKU-${word}`)
      .waitFor()
    await page.locator('td[data-edit=IPN]:focus').waitFor()
    assert.equal((await db.from('parts').where('id', ids[0]).first()).ipn, `SKU-${word}`)

    await keyboard.press('n')
    await page.locator(`#${row(25)}:focus`).waitFor()
    await keyboard.press('p')
    await page.locator(`#${row(0)}:focus`).waitFor()
    await keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys of the table' }).waitFor()
    await keyboard.press('Escape')
    await keyboard.press('/')
    assert.equal(await focused(page), 'item-search')
    await page.locator(`#${row(3)}`).focus()
    await keyboard.press('Enter')
    await page.waitForURL(/\/items\/\d+\?/)
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), `03 ${word}`)
    assert.deepEqual(texts, [])
  })
})

test.group('The list of items on a phone', (group) => {
  group.each.timeout(90_000)

  test('chooses rows by their box, and shows the chooser as a sheet', async ({
    assert,
    browserContext,
  }) => {
    const { word } = await makeItems(3)
    // More views than fit beside each other.
    const { id: owner } = await makeUser('manager')
    for (const name of ['Lamps', 'To order', 'Fragile things']) {
      const view = { table_name: 'items', user_id: owner, name: `${name} ${word}`, query: '' }
      const moments = { created_at: now(), updated_at: now() }
      await db.table('table_views').insert({ ...view, ...moments, is_shared: true })
    }
    const page = await browserContext.newPage()
    const texts = complaints(page, { expected: REFUSED })
    await page.setViewportSize(PHONE)
    await openTable(page, `/items?search=${word}`)
    await page.getByLabel(`Choose 00 ${word}`).click()
    await page.getByText('1 chosen').waitFor()
    const bar = await page.locator('.selection-bar').boundingBox()
    const navigation = await page.locator('nav.bottom').boundingBox()
    assert.isAtMost((bar?.y ?? 0) + (bar?.height ?? 0), navigation?.y ?? 0)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.locator('.selection-bar').waitFor({ state: 'hidden' })

    await page.locator('.table-chooser summary').click()
    const sheet = await page.locator('.table-chooser .menu-sheet').boundingBox()
    assert.equal(sheet?.x, 0)
    assert.equal(Math.round((sheet?.y ?? 0) + (sheet?.height ?? 0)), PHONE.height)
    await page.getByLabel('SKU', { exact: true }).uncheck()
    await page.locator('td[data-edit=IPN]').first().waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByLabel(`Preview: 01 ${word}`).click()
    await page.getByRole('dialog', { name: `01 ${word}` }).waitFor()
    // Once the sheet has risen.
    await settled(page)
    await eventually(
      () => sticksOut(page),
      (what) => what === ''
    )
    assert.deepEqual(texts, [])
  })
})
