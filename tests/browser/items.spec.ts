import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { eventLog } from '#events/embedded_event_log'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, complaints, DESK, isLive, openAs, PHONE } from '#tests/helpers/browser'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'

test.group('Items in the browser', (group) => {
  group.setup(() => {
    eventLog.start()
    return () => eventLog.stop()
  })

  test('shows stock and movements of an item, and follows what is booked meanwhile', async ({
    assert,
    browserContext,
  }) => {
    const id = await makePart({ name: ownName('Followed') })
    const place = ownName('Shelf')
    const locationId = await makeLocation(place)
    const book = () =>
      receiveStock({ partId: id, locationId, quantity: parseQuantity('3'), actorId: null })
    await book()
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await openAs(page, `/items/${id}`, 'viewer')
    await page.locator('#stock').getByText(place).first().waitFor()
    await page.locator('#movements').getByText('+3').waitFor()
    await isLive(page)
    await book()
    await page.locator('#on-hand').getByText('6', { exact: true }).waitFor()
    await page.locator('#stock').getByText('6', { exact: true }).first().waitFor()
    assert.deepEqual(texts, [])
  })

  test('adds an item with the mouse, and shows its margin while prices are typed', async ({
    assert,
    browserContext,
  }) => {
    const category = await makeCategory()
    const supplier = await makeSupplier()
    const name = ownName('Phone')
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await openAs(page, '/items', 'manager')
    await page.getByRole('link', { name: 'New item' }).first().click()
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Purchase price').fill('480')
    await page.getByLabel('Sale price').fill('600')
    assert.equal(await page.locator('.margin-figure output').innerText(), '20.0 %')
    await page.getByLabel('Sale price').fill('400')
    assert.equal(await page.locator('.margin-figure output').innerText(), '−20.0 %')

    for (const [label, { name: chosen }] of [
      ['Main category', category],
      ['Main supplier', supplier],
    ] as const) {
      await page.getByRole('combobox', { name: label }).fill(chosen.slice(-8))
      await page.getByRole('option', { name: chosen }).click()
    }
    assert.deepEqual(texts, [])
    await page.getByRole('button', { name: 'Add item' }).click()
    await page.waitForURL(/\/items\/\d+$/)

    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), name)
    const part = await db.from('parts').where('name', name).firstOrFail()
    assert.containsSubset(part, { category_id: category.id, supplier_id: supplier.id })
  })

  test('adds an item with the keyboard alone', async ({ assert, browserContext }) => {
    const supplier = await makeSupplier()
    const name = ownName('Keyboard')
    const page = await browserContext.newPage()
    await openAs(page, '/items', 'manager')
    await page.getByRole('link', { name: 'New item' }).first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${BASE}/items/new`)
    // The name has the focus without a click.
    await page.locator('#field-name:focus').waitFor()
    await page.keyboard.type(name)
    await page.getByRole('combobox', { name: 'Main supplier' }).focus()
    const answer = page.waitForResponse((one) => one.url().includes(supplier.name.slice(-8)))
    await page.keyboard.type(supplier.name.slice(-8))
    await answer
    await page.getByRole('option', { name: supplier.name }).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/items\/\d+$/)

    const part = await db.from('parts').where('name', name).firstOrFail()
    assert.equal(part.supplier_id, supplier.id)
  })

  for (const size of [DESK, PHONE]) {
    test(`duplicates an item, by keyboard: ${size.width} px wide`, async ({
      assert,
      browserContext,
    }) => {
      const category = await makeCategory()
      const name = ownName('Lamp')
      const id = await makePart({ name, purchasePrice: '7.5', salePrice: '12' })
      await db
        .from('parts')
        .where('id', id)
        .update({ category_id: category.id, ipn: ownName('L') })
      const page = await browserContext.newPage()
      const texts = complaints(page)
      await page.setViewportSize(size)
      await openAs(page, `/items/${id}`, 'manager')
      await page.getByLabel('More actions').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'Duplicate' }).focus()
      await page.keyboard.press('Enter')
      await page.getByLabel('Name').waitFor()
      assert.equal(await page.getByLabel('Name').inputValue(), `${name} (copy)`)
      // What must be its own is left empty.
      assert.equal(await page.getByLabel('SKU').inputValue(), '')
      await page.getByLabel('Name').fill(`${name} II`)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: `${name} II` }).waitFor()

      const made = await db.from('parts').where('name', `${name} II`).firstOrFail()
      assert.equal(made.category_id, category.id)
      assert.equal(toScaled(made.purchase_price), parseMoney('7.5'))
      assert.equal(toScaled(made.sale_price), parseMoney('12'))
      assert.deepEqual(texts, [])
    })
  }

  test('keeps what was typed and picked when the form is refused, and goes on from there', async ({
    assert,
    browserContext,
  }) => {
    const supplier = await makeSupplier()
    const name = ownName('Edited')
    const id = await makePart({ name })
    const page = await browserContext.newPage()
    await openAs(page, `/items/${id}`, 'manager')
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByRole('combobox', { name: 'Main supplier' }).fill(supplier.name.slice(-8))
    await page.getByRole('option', { name: supplier.name }).click()
    await page.getByLabel('Sale price').fill('6O0')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForLoadState()

    assert.isTrue(await page.getByText('Enter a number, such as 12.50.').isVisible())
    assert.equal(
      await page.getByRole('combobox', { name: 'Main supplier' }).inputValue(),
      supplier.name
    )
    assert.equal(await page.getByLabel('Sale price').inputValue(), '6O0')
    await page.getByLabel('Sale price').fill('700.5')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(`${BASE}/items/${id}`)

    assert.isTrue(await page.getByText('The changes are saved.').isVisible())
    assert.isTrue(await page.getByText('700.50').isVisible())
    assert.equal((await db.from('parts').where('id', id).first()).supplier_id, supplier.id)
  })

  test('asks before it deletes, explains what it did instead, and takes it back', async ({
    assert,
    browserContext,
  }) => {
    const name = ownName('Sold')
    const id = await makePart({ name })
    const locationId = await makeLocation()
    await receiveStock({ partId: id, locationId, quantity: parseQuantity('3'), actorId: null })
    const page = await browserContext.newPage()
    await openAs(page, `/items/${id}`, 'manager')
    await page.getByLabel('More actions').click()
    await page.getByRole('button', { name: 'Delete or deactivate' }).click()
    assert.include(await page.getByRole('dialog').innerText(), 'it has stock history')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    assert.exists(await db.from('parts').where('id', id).where('is_active', 1).first())

    await page.getByLabel('More actions').click()
    await page.getByRole('button', { name: 'Delete or deactivate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete or deactivate' }).click()
    await page.getByText('This item is inactive').waitFor()
    assert.isTrue(await page.getByText('was not deleted, because it has stock history').isVisible())

    await page.getByRole('button', { name: 'Activate' }).first().click()
    await page.getByText('The item is active again.').waitFor()
    assert.exists(await db.from('parts').where('id', id).where('is_active', 1).first())
  })

  test('narrows the list while one types, and the address follows', async ({
    assert,
    browserContext,
  }) => {
    const word = ownName('w').slice(2)
    const category = await makeCategory()
    const inside = await makePart({ name: `Inside ${word}` })
    await makePart({ name: `Outside ${word}` })
    await db.from('parts').where('id', inside).update({ category_id: category.id })
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await openAs(page, '/items', 'viewer')
    await page.locator('#item-search').pressSequentially(word)
    await page.locator('.pager').getByText('2 items').waitFor()
    await page.waitForURL((url) => url.search.includes(`search=${word}`))
    await page.getByRole('combobox', { name: 'Category' }).fill(category.name.slice(-8))
    await page.getByRole('option', { name: category.name }).click()
    await page.locator('.pager').getByText('1 item', { exact: true }).waitFor()
    await page.waitForURL(`${BASE}/items?search=${word}&category=${category.id}`)
    assert.include(
      (await page.locator('#items-export a').first().getAttribute('href')) ?? '',
      `category=${category.id}`
    )
    assert.deepEqual(texts, [])
    await page.getByRole('link', { name: `Inside ${word}`, exact: true }).click()
    await page.getByRole('link', { name: 'Back to the list' }).click()
    await page.locator('.pager').getByText('1 item', { exact: true }).waitFor()
    assert.equal(await page.getByRole('combobox', { name: 'Category' }).inputValue(), category.name)
  })
})
