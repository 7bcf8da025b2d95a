import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { parseQuantity, toScaled } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, complaints, PHONE, signIn, untilTrue } from '#tests/helpers/browser'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { PASSWORD, type StandardGroup } from '#tests/helpers/visitor'

async function stocked(quantity = '10') {
  const name = ownName('Torch')
  const partId = await makePart({ name, purchasePrice: '480', salePrice: '600' })
  const locationId = await makeLocation(ownName('Shop'))
  await receiveStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  await db
    .from('parts')
    .where('id', partId)
    .update({ ipn: name.slice(-8) })
  return { partId, locationId, name, sku: name.slice(-8) }
}

/** Signs a new user in and opens the page; gives the username. */
async function openAs(page: Page, path: string, group?: StandardGroup): Promise<string> {
  const { username } = await signIn(page, group)
  await page.goto(`${BASE}${path}`)
  return username
}

function postings(partId: number) {
  return db.from('stock_postings').where('part_id', partId).orderBy('id')
}

/** Types into a type-ahead field and takes its last row, which makes what was typed. */
async function makeNew(page: Page, label: string, name: string) {
  await page.getByRole('combobox', { name: label }).last().fill(name)
  await page.getByRole('option', { name: `“${name}”` }).click()
}

test.group('Pickers that create', () => {
  test('make what is missing in a dialog, also from within it, and choose it', async ({
    assert,
    browserContext,
  }) => {
    const [name, category, above] = [ownName('Lamp'), ownName('Desk lamps'), ownName('Lamps')]
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await openAs(page, '/items/new')
    await page.getByLabel('Name', { exact: true }).fill(name)
    await makeNew(page, 'Main category', category)
    const dialog = page.getByRole('dialog', { name: 'New category' })
    await dialog.first().waitFor()
    assert.equal(await dialog.getByLabel('Name').inputValue(), category)
    await makeNew(page, 'Lies in', above)
    await dialog.nth(1).getByRole('button', { name: 'Add category' }).click()
    await dialog.nth(1).waitFor({ state: 'detached' })
    assert.equal(await dialog.getByRole('combobox').inputValue(), above)
    await dialog.getByRole('button', { name: 'Add category' }).click()
    await dialog.waitFor({ state: 'detached' })

    const chosen = page.getByRole('combobox', { name: 'Main category' })
    assert.equal(await chosen.inputValue(), `${above}/${category}`)
    await page.locator('#field-supplier:focus').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/items\/\d+$/)
    const part = await db.from('parts').where('name', name).firstOrFail()
    const row = await db.from('part_categories').where('id', part.category_id).firstOrFail()
    assert.equal(row.pathstring, `${above}/${category}`)
    assert.deepEqual(texts, [])
  })

  test('show the server’s refusal in the dialog, and Escape closes only the list', async ({
    assert,
    browserContext,
  }) => {
    const taken = await makeSupplier()
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await openAs(page, '/items/new')
    await makeNew(page, 'Main supplier', `${taken.name}x`)
    const dialog = page.getByRole('dialog', { name: 'New supplier' })
    await dialog.getByLabel('Name').fill(taken.name)
    await dialog.getByRole('button', { name: 'Add supplier' }).click()
    await dialog.getByText('There is already a company with this name').waitFor()
    assert.equal(await dialog.getByLabel('Name').inputValue(), taken.name)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    const supplier = page.getByRole('combobox', { name: 'Main supplier' })
    await supplier.fill(taken.name.slice(-8))
    await page.getByRole('option', { name: taken.name, exact: true }).waitFor()
    await page.keyboard.press('Escape')
    assert.isFalse(await page.getByRole('listbox').first().isVisible())
    assert.include(page.url(), '/items/new')
    await supplier.click()
    await page.getByRole('option', { name: taken.name, exact: true }).click()
    await page.getByRole('button', { name: 'Clear Main supplier' }).click()
    assert.equal(await supplier.inputValue(), '')
    await supplier.click()
    // What was chosen lately comes first.
    assert.include(await page.getByRole('option').first().innerText(), taken.name)
  })

  test('are not offered to those who may not make it', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    await openAs(page, '/items/new', 'staff')
    await page.getByRole('combobox', { name: 'Main category' }).fill(ownName('None'))
    await page.getByText('Nothing found').waitFor()
    const canCreate = await page.getByRole('option', { name: /New category/ }).count()
    const rights = await page.locator('[data-field=category][data-create]').count()
    assert.equal(canCreate, rights)
  })
})

test.group('Numbers in forms', () => {
  test('are worked out, in the language of the page', async ({ assert, browserContext }) => {
    const item = await stocked()
    const page = await browserContext.newPage()
    await openAs(page, `/transactions/new?type=IN&item=${item.partId}`)
    const quantity = page.getByLabel('Quantity')
    await quantity.fill('12*6')
    assert.equal(await page.locator('[data-figure=total]').innerText(), '34,560.00')
    await page.keyboard.press('Tab')
    assert.equal(await quantity.inputValue(), '72')
    await quantity.fill('10/3')
    await page.keyboard.press('Tab')
    await page.getByText('10/3 has no exact result that can be kept.').waitFor()
    await quantity.fill('1,234')
    await page.keyboard.press('Tab')
    await page.getByText('can be read in two ways').first().waitFor()

    const cookie = { name: 'bincard-locale', value: 'fr', url: BASE }
    await browserContext.addCookies([cookie])
    page.once('dialog', (dialog) => void dialog.accept())
    await page.goto(`${BASE}/transactions/new?type=IN&item=${item.partId}`)
    await page.locator('#field-quantity').fill('1,5')
    await page.locator('#field-unit_price').fill('=2,5*2')
    await page.keyboard.press('Tab')
    assert.equal(await page.locator('#field-unit_price').inputValue(), '5')
    await page.keyboard.press('Control+s')
    await page.waitForURL(`${BASE}/transactions`)
    const [, receipt] = await postings(item.partId)
    assert.equal(toScaled(receipt.quantity), parseQuantity('1.5'))
  })
})

test.group('Unsaved text', () => {
  test('is asked for before one leaves, and offered again', async ({ assert, browserContext }) => {
    const category = await makeCategory()
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await openAs(page, `/categories/${category.id}/edit`)
    await page.keyboard.press('Escape')
    await page.waitForURL(`${BASE}/categories/${category.id}`)

    await page.goto(`${BASE}/categories/${category.id}/edit`)
    await page.getByLabel('Description').fill('All that glows')
    await page.keyboard.press('Escape')
    const ask = page.getByRole('dialog', { name: 'Leave without saving?' })
    await ask.getByRole('button', { name: 'Stay' }).click()
    assert.equal(await page.getByLabel('Description').inputValue(), 'All that glows')

    // The page goes away without a word, as when the power fails.
    await untilTrue(page, 'Object.keys(sessionStorage).length > 0')
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText('You have unsaved text from').waitFor()
    await page.getByRole('button', { name: 'Restore' }).click()
    assert.equal(await page.getByLabel('Description').inputValue(), 'All that glows')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(`${BASE}/categories/${category.id}`)
    await page.goto(`${BASE}/categories/${category.id}/edit`)
    assert.isFalse(await page.getByText('You have unsaved text').isVisible())
    assert.deepEqual(texts, [])
  })

  test('outlives a server that does not answer', async ({ assert, browserContext }) => {
    const category = await makeCategory()
    const page = await browserContext.newPage()
    await openAs(page, `/categories/${category.id}/edit`)
    await page.getByLabel('Description').fill('Typed in a tunnel')
    await page.route('**/categories/*', (route) => route.abort())
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/chrome-error/)
    await page.unroute('**/categories/*')
    await page.goto(`${BASE}/categories/${category.id}/edit`)
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('button', { name: 'Save' }).dblclick()
    await page.waitForURL(`${BASE}/categories/${category.id}`)
    const row = await db.from('part_categories').where('id', category.id).firstOrFail()
    assert.equal(row.description, 'Typed in a tunnel')
  })

  test('outlives a session that ended', async ({ assert, browserContext }) => {
    const supplier = await makeSupplier()
    const page = await browserContext.newPage()
    const username = await openAs(page, `/suppliers/${supplier.id}/edit`)
    await page.getByLabel('Contact person').fill('Ada Holm')
    await browserContext.clearCookies()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/sign-in/)
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${BASE}/suppliers/${supplier.id}/edit`)
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(`${BASE}/suppliers/${supplier.id}`)
    const row = await db.from('companies').where('id', supplier.id).firstOrFail()
    assert.equal(row.contact, 'Ada Holm')
  })
})

test.group('Undo', () => {
  test('puts a deleted category back from the message, by keyboard', async ({
    assert,
    browserContext,
  }) => {
    const category = await makeCategory()
    const page = await browserContext.newPage()
    await openAs(page, `/categories/${category.id}`)
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.locator('#toasts').getByText(`${category.name} was deleted.`).waitFor()
    assert.isNull(await db.from('part_categories').where('id', category.id).first())
    await page.keyboard.press('F8')
    await page.locator('#toasts button:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(`${category.name} is back.`).waitFor()
    assert.equal(page.url(), `${BASE}/categories/${category.id}`)
    assert.exists(await db.from('part_categories').where('id', category.id).first())
  })
})

test.group('Stock form', () => {
  test('books several lines at once, scanned and by keyboard alone', async ({
    assert,
    browserContext,
  }) => {
    const [first, second] = [await stocked(), await stocked('3')]
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await openAs(page, '/transactions/new?type=OUT')
    await page.locator('#field-part:focus').waitFor()
    // A scanner types and sends Enter before the list has come.
    await page.keyboard.type(first.sku)
    await page.keyboard.press('Enter')
    await page.locator('#field-quantity:focus').waitFor()
    await page.keyboard.type('2')
    await page.keyboard.press('Shift+Enter')
    await page.locator('.basket-line').getByText(first.name).waitFor()
    await page.locator('#field-part:focus').waitFor()
    await page.keyboard.type(second.sku)
    await page.keyboard.press('Enter')
    await page.locator('#field-quantity:focus').waitFor()
    await page.keyboard.type('3')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${BASE}/transactions`)
    await page.getByText('Sale: 2 lines.').waitFor()
    assert.lengthOf(await postings(first.partId), 2)
    assert.lengthOf(await postings(second.partId), 2)
    await page.locator('.posted').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('2 entries are reversed.').waitFor()
    assert.lengthOf(await postings(second.partId), 3)
    assert.deepEqual(texts, [])
  })

  test('books nothing when one line is refused, and keeps them all, on a phone', async ({
    assert,
    browserContext,
  }) => {
    const [first, second] = [await stocked('1'), await stocked()]
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await openAs(page, `/transactions/new?type=OUT&item=${first.partId}`)
    await page.getByLabel('Quantity').fill('1')
    await page.getByRole('button', { name: 'Add another line' }).click()
    await page.locator('#field-part').fill(second.sku)
    await page.getByRole('option', { name: second.name }).click()
    await page.getByLabel('Quantity').fill('2')
    // Somebody else sells the last one meanwhile.
    await db.from('stock_items').where('part_id', first.partId).update({ status: 75 })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(`Line 1, ${first.name}: Only 0 available`).waitFor()
    assert.lengthOf(await postings(second.partId), 1)
    assert.equal(await page.locator('#field-part').inputValue(), second.name)
    await page.getByRole('button', { name: 'Remove this line' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL(`${BASE}/transactions`)
    assert.lengthOf(await postings(second.partId), 2)
  })
})

test.group('Two people at one form', () => {
  test('overwrite nothing of each other, and choose field by field', async ({
    assert,
    browserContext,
  }) => {
    const name = ownName('Shared')
    const id = await makePart({ name, salePrice: '600' })
    const page = await browserContext.newPage()
    await openAs(page, `/items/${id}/edit`)
    await page.getByLabel('Description').fill('Mine')
    await page.getByLabel('Keywords').fill('mine too')

    const other = await browserContext.browser()?.newContext()
    const theirs = await other?.newPage()
    if (!theirs) return assert.fail('There is no second browser')
    await openAs(theirs, `/items/${id}/edit`)
    await theirs.getByLabel('Description').fill('Theirs')
    await theirs.getByLabel('Sale price').fill('650')
    await theirs.getByRole('button', { name: 'Save' }).click()
    await theirs.waitForURL(`${BASE}/items/${id}`)
    await other?.close()

    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Somebody else has saved this meanwhile').waitFor()
    assert.equal((await db.from('parts').where('id', id).first()).description, 'Theirs')
    assert.equal(await page.getByLabel('Description').inputValue(), 'Mine')
    assert.isTrue(await page.getByRole('radio', { name: 'Yours: Mine' }).isChecked())
    assert.isTrue(await page.getByRole('radio', { name: 'Theirs: 650' }).isChecked())
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL(`${BASE}/items/${id}`)
    const part = await db.from('parts').where('id', id).firstOrFail()
    assert.containsSubset(part, { description: 'Mine', keywords: 'mine too' })
    assert.equal(toScaled(part.sale_price), 650_000_000n)
  })
})
