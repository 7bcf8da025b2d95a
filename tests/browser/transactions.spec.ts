import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { parseMoney, parseQuantity, toScaled } from '#core/decimal'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { BASE, complaints, signIn } from '#tests/helpers/browser'
import { makeLocation, makePart } from '#tests/helpers/stock'

async function phone(quantity: string) {
  const name = `Phone ${randomUUID().slice(0, 8)}`
  const partId = await makePart({ name, purchasePrice: '480', salePrice: '600' })
  const locationId = await makeLocation(`Shop ${randomUUID().slice(0, 8)}`)
  await receiveStock({ partId, locationId, quantity: parseQuantity(quantity), actorId: null })
  return { partId, locationId, name }
}

/** Picks the item by typing a part of its name. */
async function pick(page: Page, name: string): Promise<void> {
  await page.fill('#field-part', name.slice(-8))
  await page.click(`[role=option]:has-text("${name}")`)
}

function figure(page: Page, name: string): Promise<string> {
  return page.locator(`[data-figure=${name}]`).innerText()
}

test.group('Transaction form', () => {
  test('shows total and profit as one types: a phone bought at 480, sold at 600, two of them', async ({
    assert,
    browserContext,
  }) => {
    const item = await phone('10')
    const page = await browserContext.newPage()
    const problems = complaints(page)
    await signIn(page)
    await page.goto(`${BASE}/transactions/new?type=OUT`)
    await pick(page, item.name)
    assert.equal(await page.inputValue('[name=unit_price]'), '600')
    await page.selectOption('[name=location]', String(item.locationId))
    await page.fill('[name=quantity]', '2')

    assert.equal(await figure(page, 'total'), '1,200.00')
    assert.equal(await figure(page, 'profit'), '240.00')
    await page.waitForResponse((answer) => answer.url().includes('/transactions/preview'))
    await page.fill('[name=unit_price]', '599.99')
    assert.equal(await figure(page, 'profit'), '239.98')
    await page.fill('[name=unit_price]', '600')
    await page.click('button:has-text("Save"):not([name])')
    await page.waitForURL(`${BASE}/transactions`)

    const [sale] = await db
      .from('stock_postings')
      .where('part_id', item.partId)
      .where('kind', 'sale')
    assert.equal(toScaled(sale.amount), parseMoney('1200'))
    assert.equal(toScaled(sale.amount) + toScaled(sale.value), parseMoney('240'))
    assert.isTrue(await page.isVisible(`text=Sale: 2 of ${item.name}.`))
    assert.deepEqual(problems, [])
  })

  test('shows the cost of the lots themselves, once the server has told', async ({
    assert,
    browserContext,
  }) => {
    const item = await phone('1')
    await receiveStock({
      ...item,
      quantity: parseQuantity('5'),
      unitCost: parseMoney('500'),
      actorId: null,
    })
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/transactions/new?type=OUT&item=${item.partId}`)
    await page.fill('[name=quantity]', '3')
    await page.locator('[data-figure=cost]:has-text("1,480.00")').waitFor()
    assert.equal(await figure(page, 'profit'), '320.00')

    await page.check('[name=type][value=IN]', { force: true })
    assert.equal(await page.inputValue('[name=unit_price]'), '480')
    assert.equal(await figure(page, 'total'), '1,440.00')
    assert.isFalse(await page.isVisible('[data-figure=profit]'))
  })

  test('refuses more than there is, in the form and again at the ledger', async ({
    assert,
    browserContext,
  }) => {
    const item = await phone('3')
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/transactions/new?type=OUT&item=${item.partId}`)
    await page.fill('[name=quantity]', '4')
    await page.locator('#quantity-problem:has-text("Only 3 available.")').waitFor()
    await page.click('button:has-text("Save"):not([name])')
    assert.include(page.url(), '/transactions/new')

    await page.fill('[name=quantity]', '3')
    await issueStock({ partId: item.partId, quantity: parseQuantity('1'), actorId: null })
    await page.click('button:has-text("Save"):not([name])')
    await page.locator('#quantity-problem:has-text("Only 2 available")').waitFor()
    assert.equal(await page.inputValue('[name=quantity]'), '3')
    assert.equal(await page.inputValue('#field-part'), item.name)
    assert.lengthOf(await db.from('stock_postings').where('part_id', item.partId), 2)
  })

  test('books a double click once, and keeps the place for the next one', async ({
    assert,
    browserContext,
  }) => {
    const item = await phone('10')
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/transactions/new?type=OUT&item=${item.partId}`)
    await page.selectOption('[name=location]', String(item.locationId))
    await page.fill('[name=quantity]', '1')
    await page.dblclick('button:has-text("Save and book another")')
    await page.locator(`.posted:has-text("Sale: 1 of ${item.name}.")`).waitFor()

    assert.equal(await page.inputValue('[name=location]'), String(item.locationId))
    assert.equal(await page.inputValue('[name=quantity]'), '')
    assert.lengthOf(await db.from('stock_postings').where('part_id', item.partId), 2)
    await page.click('.posted button:has-text("Undo")')
    await page.locator('.posted:has-text("is reversed.")').waitFor()
    assert.lengthOf(await db.from('stock_postings').where('part_id', item.partId), 3)
  })
})

test.group('Transactions', () => {
  test('are reversed from the list with a reason', async ({ assert, browserContext }) => {
    const item = await phone('10')
    const sale = await issueStock({
      partId: item.partId,
      quantity: parseQuantity('1'),
      actorId: null,
    })
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/transactions?item=${item.partId}`)
    await page.click(`[data-reverse="${sale.id}"]`)
    await page.fill('#reverse-reason', 'Scanned the wrong one')
    await page.click('dialog[open] button:has-text("Reverse")')
    await page.locator('.posted:has-text("is reversed.")').waitFor()

    const [reversal] = await db.from('stock_postings').where('reverses_id', sale.id)
    assert.equal(reversal.reason, 'Scanned the wrong one')
    assert.isTrue(
      await page.isVisible(`a[href="/transactions/${sale.id}"]:has-text("of ${sale.id}")`)
    )
  })
})
