import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import db from '@adonisjs/lucid/services/db'
import { parseQuantity } from '#core/decimal'
import { SYSTEM } from '#accounts/audit'
import { setPicture } from '#catalog/actions/change_picture'
import { PART_PICTURES } from '#catalog/picture_owners'
import { drainProjections } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { BASE, complaints, DESK, openAs, PHONE, settled, sideways } from '#tests/helpers/browser'
import { ownName } from '#tests/helpers/catalog'
import { makePicture } from '#tests/helpers/pictures'
import { makeLocation, makePart } from '#tests/helpers/stock'

const imageOf = async (id: number) => (await db.from('parts').where('id', id).firstOrFail()).image

/** Puts files onto an element as a drag from the desktop does, or onto the clipboard of a paste. */
const HAND_OVER = `([kind, base64]) => {
  const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([content], 'photo.jpg', { type: 'image/jpeg' }))
  const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data }
  const event = kind === 'drop' ? new DragEvent('drop', init) : new ClipboardEvent('paste', init)
  document.querySelector('#picture').dispatchEvent(event)
}`

function handOver(page: Page, kind: 'drop' | 'paste', bytes: Buffer) {
  const given = JSON.stringify([kind, bytes.toString('base64')])
  return page.evaluate(`(${HAND_OVER})(${given})`)
}

test.group('The page of an item in the browser', () => {
  test('takes a picture by file, drop and paste, shows it, and takes it away and back', async ({
    assert,
    browserContext,
  }) => {
    const id = await makePart({ name: ownName('Pictured') })
    const page = await browserContext.newPage()
    await page.setViewportSize(DESK)
    const texts = complaints(page)
    await openAs(page, `/items/${id}`, 'manager')
    const shown = page.locator('#picture img')
    const chooser = page.waitForEvent('filechooser')
    await page.getByText('Drop, paste or choose a file').click()
    await (
      await chooser
    ).setFiles({
      name: 'photo.jpg',
      mimeType: 'image/jpeg',
      buffer: await makePicture({ width: 500, height: 300 }),
    })
    await shown.waitFor()
    await page.getByText('The picture is saved.').first().waitFor()
    const sources = [await shown.getAttribute('src')]
    for (const kind of ['drop', 'paste'] as const) {
      await handOver(page, kind, await makePicture())
      await page.locator(`#picture img:not([src="${sources.at(-1)}"])`).waitFor()
      sources.push(await shown.getAttribute('src'))
    }
    assert.lengthOf(new Set(sources), 3)

    await page.getByRole('link', { name: /larger/ }).click()
    const lightbox = page.locator('dialog.lightbox')
    await lightbox.locator('img').waitFor()
    await page.keyboard.press('Escape')
    await lightbox.waitFor({ state: 'detached' })
    assert.isTrue(
      await page.evaluate('document.activeElement.matches("[data-lightbox]")'),
      'the focus goes back'
    )

    await page.getByRole('button', { name: 'Remove' }).click()
    await shown.waitFor({ state: 'detached' })
    assert.isNull(await imageOf(id))
    await page.getByRole('button', { name: 'Put the last picture back' }).click()
    await shown.waitFor()
    assert.deepEqual(texts, [])

    await handOver(page, 'drop', Buffer.from('no picture at all'))
    await page.getByText('This is no picture.').waitFor()
    assert.equal(await shown.getAttribute('src'), sources[2])
  })

  test('changes its sections by mouse and keys, remembers the last, and goes through the list', async ({
    assert,
    browserContext,
  }) => {
    const word = ownName('Row')
    const ids = []
    for (const letter of ['a', 'b']) ids.push(await makePart({ name: `${word} ${letter}` }))
    const locationId = await makeLocation(ownName('Shelf'))
    await receiveStock({ partId: ids[0], locationId, quantity: parseQuantity('9'), actorId: null })
    await issueStock({ partId: ids[0], quantity: parseQuantity('2'), actorId: null })
    await drainProjections()
    const page = await browserContext.newPage()
    await page.setViewportSize(DESK)
    const texts = complaints(page)
    const list = `search=${encodeURIComponent(word)}`
    await openAs(page, `/items/${ids[0]}?${list}&at=0`, 'manager')
    await page.locator('#movements').getByText('+9').waitFor()

    await page.getByRole('link', { name: 'Prices and sales' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#quantity-chart svg').first().waitFor()
    await page.getByText('30 days').click()
    await page.locator('#span-30d:checked').waitFor()
    await page.locator('#quantity-figures summary').click()
    assert.isTrue(await page.getByText('On hand at its end').isVisible())
    await page.getByRole('link', { name: 'Suppliers' }).last().click()
    await page.getByRole('heading', { name: 'Latest receipts' }).waitFor()

    await page.locator('h1').click()
    await page.keyboard.press('j')
    await page.waitForURL(`${BASE}/items/${ids[1]}?**`)
    assert.equal(
      await page.locator('.item-tabs [aria-current]').innerText(),
      'Suppliers',
      'the last section is remembered'
    )
    await page.keyboard.press('[')
    await page.waitForURL(`${BASE}/items/${ids[0]}?**`)
    assert.deepEqual(texts, [])
  })

  test('asks the bin card for a day in the past, by keyboard on a phone', async ({
    assert,
    browserContext,
  }) => {
    const partId = await makePart({ name: ownName('Carded') })
    const locationId = await makeLocation(ownName('Shelf'))
    const occurredAt = '2024-03-05 12:00:00.000'
    await receiveStock({
      partId,
      locationId,
      quantity: parseQuantity('9'),
      occurredAt,
      actorId: null,
    })
    await issueStock({ partId, quantity: parseQuantity('2'), actorId: null })
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    const texts = complaints(page)
    await openAs(page, `/items/${partId}/movements`, 'manager')
    await page.locator('.filter-fold summary').focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('As of the end of').fill('2024-06-01')
    await page.getByText('9 at the end of').waitFor()
    assert.equal(await page.locator('#bin-card tbody tr').count(), 1)
    assert.isAtMost(await sideways(page), 0)
    await page.goto(`${BASE}/items/${partId}/movements?print=1`)
    assert.isTrue(await page.getByText('Brought forward').isVisible())
    for (const path of [
      `/items/${partId}`,
      `/items/${partId}/history`,
      `/items/${partId}/suppliers`,
      `/items/${partId}/related`,
      `/items/${partId}/changes`,
      '/alerts',
    ]) {
      await page.goto(`${BASE}${path}`)
      await settled(page)
      assert.isAtMost(await sideways(page), 0, path)
    }
    assert.deepEqual(texts, [])
  })

  test('tells what needs attention on the item, in the bell, and in the list', async ({
    assert,
    browserContext,
  }) => {
    const name = ownName('Cheap')
    const partId = await makePart({ name, purchasePrice: '5', salePrice: '4' })
    const page = await browserContext.newPage()
    await page.setViewportSize(DESK)
    const texts = complaints(page)
    await openAs(page, `/items/${partId}`, 'manager')
    await page.getByText('It sells for 4.00 and costs 5.00.').waitFor()
    await page.goto(`${BASE}/alerts?kind=price_below_cost`)
    await page.locator('.top-button .top-count').waitFor()
    const row = page.getByRole('row', { name })
    await row.getByRole('link', { name: 'Edit prices' }).click()
    await page.waitForURL(`${BASE}/items/${partId}/edit`)
    assert.deepEqual(texts, [])
  })

  test('is for everyone, in each section, on paper and in the dark', async ({
    assert,
    browserContext,
  }) => {
    const partId = await makePart({
      name: ownName('Reachable'),
      purchasePrice: '5',
      salePrice: '4',
    })
    const locationId = await makeLocation(ownName('Shelf'))
    const facts = { partId, locationId, actorId: null }
    await receiveStock({ ...facts, quantity: parseQuantity('9'), reason: 'Delivery' })
    await issueStock({ ...facts, quantity: parseQuantity('2') })
    await setPicture({ owner: PART_PICTURES, id: partId, bytes: await makePicture() }, SYSTEM)
    await drainProjections()
    const page = await browserContext.newPage()
    await openAs(page, `/items/${partId}`, 'manager')
    for (const path of [
      `/items/${partId}?section=stock`,
      `/items/${partId}?section=history`,
      `/items/${partId}?section=suppliers`,
      `/items/${partId}?section=related`,
      `/items/${partId}?section=changes`,
      `/items/${partId}/movements?print=1`,
      `/items/${partId}/alerts`,
      '/alerts',
    ]) {
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await page.goto(`${BASE}${path}`)
      await settled(page)
      assert.deepEqual(await faultsFoundByAxe(page), [], path)
      await page.setViewportSize(PHONE)
      await page.emulateMedia({ colorScheme: 'dark' })
      assert.deepEqual(await faultsFoundByAxe(page), [], `${path} on a phone in the dark`)
    }
  })
})
