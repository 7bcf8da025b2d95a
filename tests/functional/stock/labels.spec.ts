import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { layoutOf, LAYOUTS, placeOnPage } from '#stock/labels/layout'
import { isArticleNumber } from '#stock/labels/symbol'
import { cutToWidth, widthOf, wrapText } from '#stock/labels/type'
import { openPrint } from '#tests/helpers/printed_labels'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { baseUrl } from '#tests/helpers/api'
import { signedIn, type Visitor } from '#tests/helpers/visitor'

const LONG = 'Қалам шеберхана, көгілдір — very long-lasting rechargeable ink refill cartridge, blue'

/** Prints as the form does, and reads the PDF. */
async function print(visitor: Visitor, fields: Record<string, string | string[]>) {
  const page = await visitor.get('/account')
  const token = /name='_csrf' value='([^']+)'/.exec(page.text)?.[1] ?? ''
  const body = new URLSearchParams({ _csrf: token })
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) body.append(name, one)
  }
  const answer = await fetch(`${baseUrl()}/labels/print`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie: visitor.cookies },
  })
  return { answer, pdf: await openPrint(await answer.arrayBuffer()) }
}

test.group('Printed labels', () => {
  test('carry codes that a reader finds: QR and Code 128 of our own, EAN-13 where one is linked', async ({
    assert,
  }) => {
    const { visitor, user } = await signedIn('staff')
    const plain = await makePart({ name: `Plain ${randomUUID()}` })
    const linked = await makePart({ name: `Linked ${randomUUID()}` })
    const number = articleNumber()
    await db.table('barcodes').insert({
      hash: randomUUID().replaceAll('-', ''),
      data: number,
      model: 'part',
      model_id: linked,
      user_id: user.id,
      created_at: '2026-01-01 00:00:00.000',
    })
    const { answer, pdf } = await print(visitor, {
      items: `${plain},${linked}`,
      layout: 'roll-62x29',
      parts: ['sku', 'price', 'qr', 'linear'],
      copies: 'one',
    })
    assert.equal(answer.headers.get('content-type'), 'application/pdf')
    assert.equal(pdf.pages, 2)
    const [width, height] = await pdf.size()
    assert.closeTo(width, 62, 0.1)
    assert.closeTo(height, 29, 0.1)
    const first = await pdf.print(1)
    assert.equal(first({ x: 0, y: 0, width: 22, height: 29 }), `INV-PA${plain}`)
    assert.equal(first({ x: 21, y: 14, width: 41, height: 15 }), `INV-PA${plain}`)
    const second = await pdf.print(2)
    assert.equal(second({ x: 0, y: 0, width: 22, height: 29 }), `INV-PA${linked}`)
    assert.equal(second({ x: 21, y: 14, width: 41, height: 15 }), number)
  })

  test('lie on a sheet where the maker cut it, from the label that is free', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const ids = [await makePart(), await makePart()]
    for (const { key, isSheet, layout } of LAYOUTS.filter((one) => one.isSheet)) {
      assert.isTrue(isSheet)
      const { pdf } = await print(visitor, {
        items: ids.join(','),
        layout: key,
        parts: ['qr'],
        copies: 'number',
        number: '2',
        start: '3',
      })
      const texts = (await pdf.texts()).filter(({ text }) => text.startsWith('Part'))
      assert.lengthOf(texts, 4, key)
      const from = {
        x: texts[0].x - placeOnPage(layout, 2).x,
        y: texts[0].y - placeOnPage(layout, 2).y,
      }
      assert.isAbove(from.x, 0)
      for (const [index, { x, y }] of texts.entries()) {
        const place = placeOnPage(layout, index + 2)
        assert.closeTo(x, place.x + from.x, 0.1, `${key}, label ${index}`)
        assert.closeTo(y, place.y + from.y, 0.1, `${key}, label ${index}`)
      }
      const edge = placeOnPage(layout, layout.columns * layout.rows - 1)
      assert.isAtMost(edge.x + layout.width, layout.pageWidth + 0.01, key)
      assert.isAtMost(edge.y + layout.height, layout.pageHeight + 0.01, key)
    }
    const { layout } = layoutOf('a4-3x7', {})
    assert.deepEqual(placeOnPage(layout, 21), { page: 1, x: 7.21, y: 15.15 })
    assert.closeTo(placeOnPage(layout, 4).x, 7.21 + 66.04, 0.001)
  })

  test('never run over their edge, and write Cyrillic and Kazakh letters', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart({ name: `${LONG} ${randomUUID().slice(0, 8)}` })
    const sizes = LAYOUTS.filter(({ isSheet }) => !isSheet)
    for (const { key, layout } of sizes) {
      const { pdf } = await print(visitor, {
        items: String(id),
        layout: key,
        parts: ['sku', 'price', 'place', 'qr', 'linear'],
        copies: 'one',
      })
      const texts = await pdf.texts()
      assert.include(texts[1].text + texts[0].text + texts[2].text, 'Қалам', key)
      assert.isTrue(texts.some(({ text }) => text.endsWith('…')))
      for (const { text, x, y, width, fontSize } of texts) {
        assert.isAtLeast(x, 0, `${key}: ${text}`)
        assert.isAtMost(x + width, layout.width, `${key}: ${text}`)
        assert.isAtMost(y + fontSize * 0.2, layout.height, `${key}: ${text}`)
      }
    }
  })

  test('are as many as are on hand, and remember how one prints', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const partId = await makePart()
    const locationId = await makeLocation()
    const { movements } = await receiveStock({
      partId,
      locationId,
      quantity: parseQuantity('3'),
      lot: { batch: 'B-77', expiryDate: '2027-05-01' },
      actorId: null,
    })
    const fields = { layout: 'roll-100x50', parts: ['batch', 'expiry', 'qr'], copies: 'on_hand' }
    const { pdf } = await print(visitor, { ...fields, items: String(partId) })
    assert.equal(pdf.pages, 3)
    const lotId = movements[0].lotId
    const lot = await print(visitor, { ...fields, lots: String(lotId), copies: 'one' })
    const texts = (await lot.pdf.texts()).map(({ text }) => text)
    assert.includeMembers(texts, ['Batch B-77', 'Expires 1 May 2027'])
    const read = await lot.pdf.print()
    assert.equal(read({ x: 0, y: 0, width: 45, height: 50 }), `INV-SI${lotId}`)

    const page = await visitor.get(`/labels?locations=${locationId}`)
    assert.include(page.text, '<option value="roll-100x50" selected>')
    assert.notMatch(page.text, /value="price" checked/)
  })

  test('are of a whole list, and of a list that a form sends', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const word = `Zq${randomUUID().slice(0, 6)}`
    for (const index of [1, 2, 3]) await makePart({ name: `${word} ${index}` })
    const page = await visitor.get(`/labels?list=items&search=${word}`)
    assert.equal(page.status, 200)
    assert.include(page.text, `For 3 things: ${word} 1, ${word} 2, ${word} 3`)
    const query = /name="query" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const { pdf } = await print(visitor, {
      list: 'items',
      query,
      layout: 'roll-40x20',
      copies: 'one',
    })
    assert.equal(pdf.pages, 3)
    const ids = await db.from('parts').where('name', 'like', `${word}%`).select('id')
    const posted = await visitor.post('/labels', { items: ids.map(({ id }) => String(id)) })
    assert.include(posted.text, 'For 3 things')
    const [first, ...others] = ids.map(({ id }) => String(id))
    const ticked = await visitor.post('/labels', { ids: first, chosen: others.join(','), all: '' })
    assert.include(ticked.text, 'For 3 things')
    const all = await visitor.post('/labels', { all: '1', query: `search=${word}`, chosen: '' })
    assert.include(all.text, 'For 3 things')
    assert.include((await visitor.get('/labels')).text, 'Choose what to label')
  })

  test('refuse what cannot be printed, and strangers', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const items = String(await makePart())
    const refusals: [Record<string, string>, string][] = [
      [{ layout: 'roll-own', width: 'wide', height: '20' }, 'Enter a number from 10 to 300.'],
      [
        { layout: 'sheet-own', columns: '9', rows: '2', width: '70', height: '30' },
        'So many columns are wider than the page.',
      ],
      [{ layout: 'a4-3x8', start: '25' }, 'A sheet has 24 labels.'],
      [{ layout: 'roll-62x29', copies: 'number', number: '0' }, 'Enter a number from 1 to 1000.'],
      [{ layout: 'roll-62x29', copies: 'on_hand' }, 'There is nothing to print a label for.'],
    ]
    for (const [fields, message] of refusals) {
      const shown = await visitor.post('/labels/preview', { items, copies: 'one', ...fields })
      assert.include(shown.text, message)
      const answer = await visitor.post('/labels/print', { items, copies: 'one', ...fields })
      assert.equal(answer.status, 302)
    }
    const good = await visitor.post('/labels/preview', { items, layout: 'a4-3x8', copies: 'one' })
    assert.include(good.text, 'viewBox="0 0 70 37"')
    assert.include(good.text, 'viewBox="0 0 210 297"')
    const stranger = await fetch(`${baseUrl()}/labels?items=${items}`, { redirect: 'manual' })
    assert.equal(stranger.status, 302)
  })
})

test.group('Label type', () => {
  test('is cut with an ellipsis, and broken between words', ({ assert }) => {
    assert.equal(cutToWidth('Short', 'regular', 10), 'Short')
    const cut = cutToWidth('A name that is far too long', 'bold', 6)
    assert.isTrue(cut.endsWith('…'))
    assert.isAtMost(widthOf(cut, 'bold'), 6)
    const lines = wrapText('one two three four five six seven', 'regular', { width: 5, most: 2 })
    assert.lengthOf(lines, 2)
    assert.isTrue(lines.every((line) => widthOf(line, 'regular') <= 5))
  })

  test('article numbers are those with a right check digit', ({ assert }) => {
    assert.isTrue(isArticleNumber('4006381333931'))
    assert.isTrue(isArticleNumber('96385074'))
    assert.isFalse(isArticleNumber('4006381333932'))
    assert.isFalse(isArticleNumber('INV-PA12'))
  })
})

/** A number of its own, with a right check digit. */
function articleNumber(): string {
  const digits = String(200_000_000_000 + Math.floor(Math.random() * 99_999_999_999)).slice(0, 12)
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0)
  return digits + ((10 - (sum % 10)) % 10)
}
