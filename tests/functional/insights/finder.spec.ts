import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { parseQuantity } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { makeCategory, makeSupplier } from '#tests/helpers/catalog'
import { Visitor as RightsVisitor } from '#tests/helpers/page_visitor'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn, Visitor } from '#tests/helpers/visitor'

interface Group {
  label: string
  results: { text: string; hint: string; href: string }[]
}

type Asker = Pick<RightsVisitor, 'get'> | Pick<Visitor, 'get'>

async function find(visitor: Asker, text: string): Promise<Record<string, Group['results']>> {
  const answer = await visitor.get(`/find?q=${encodeURIComponent(text)}`)
  const { groups }: { groups: Group[] } = JSON.parse(answer.text)
  return Object.fromEntries(groups.map(({ label, results }) => [label, results]))
}

const hrefs = (results: Group['results'] = []) => results.map(({ href }) => href)

/** One of each kind, with the same word in its name. */
async function namesakes() {
  const word = randomUUID().slice(0, 8)
  const partId = await makePart({ name: `Phone ${word}` })
  const locationId = await makeLocation(`Shelf ${word}`)
  const supplier = await makeSupplier(`Trader ${word}`)
  const category = await makeCategory(`Kind ${word}`)
  const booked = { partId, locationId, quantity: parseQuantity('3'), actorId: null }
  await receiveStock(booked)
  const posting = await db.from('stock_postings').where('part_id', partId).firstOrFail()
  return { word, partId, locationId, supplier, category, postingId: Number(posting.id) }
}

test.group('The finder', () => {
  test('finds items, locations, suppliers and categories by a word of their names', async ({
    assert,
  }) => {
    const { word, partId, locationId, supplier, category } = await namesakes()
    const { visitor } = await signedIn('manager')
    const found = await find(visitor, word)
    assert.deepEqual(hrefs(found.Items), [`/items/${partId}`])
    assert.include(found.Items[0].hint, '3')
    assert.deepEqual(hrefs(found.Locations), [`/locations/${locationId}`])
    assert.deepEqual(hrefs(found.Suppliers), [`/suppliers/${supplier.id}`])
    assert.deepEqual(hrefs(found.Categories), [`/categories/${category.id}`])
  })

  test('finds a transaction by its number', async ({ assert }) => {
    const { postingId, word } = await namesakes()
    const { visitor } = await signedIn('viewer')
    for (const text of [String(postingId), `#${postingId}`]) {
      const { Transactions: found } = await find(visitor, text)
      assert.deepEqual(hrefs(found), [`/transactions/${postingId}`])
      assert.include(found[0].hint, `Phone ${word}`)
    }
    assert.notProperty(await find(visitor, '999999999'), 'Transactions')
    assert.notProperty(await find(visitor, '9999999999'), 'Transactions')
  })

  test('leads to a form with the item filled in', async ({ assert }) => {
    const { word, partId } = await namesakes()
    const { visitor } = await signedIn('manager')
    const forms = {
      'stock out': `/transactions/new?type=OUT&item=${partId}`,
      'Sell': `/transactions/new?type=OUT&item=${partId}`,
      'stock in': `/transactions/new?type=IN&item=${partId}`,
      'move stock': `/transfers/new?item=${partId}`,
      'count': `/counts/new?item=${partId}`,
    }
    for (const [command, href] of Object.entries(forms)) {
      const { Commands: found } = await find(visitor, `${command} phone ${word}`)
      assert.deepEqual(hrefs(found), [href], command)
      assert.equal((await visitor.get(href)).status, 200)
    }
  })

  test('offers commands and pages by the beginnings of their words, and all without a text', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('administrator')
    const all = await find(visitor, '')
    assert.containsSubset(all, {
      Commands: [{ text: 'Stock in' }, { text: 'New item' }, { text: 'Count' }],
      Pages: [{ text: 'Dashboard' }, { text: 'Audit log' }],
    })
    assert.sameMembers(Object.keys(all), ['Commands', 'Pages'])
    for (const href of [...hrefs(all.Commands), ...hrefs(all.Pages)]) {
      assert.oneOf((await visitor.get(href)).status, [200, 302], href)
    }
    assert.deepEqual(hrefs((await find(visitor, 'st bal')).Pages), ['/balance'])
    assert.deepEqual(hrefs((await find(visitor, 'new it')).Commands), ['/items/new'])
  })

  test('shows nobody what they may not see or do', async ({ assert }) => {
    const { word, partId, postingId } = await namesakes()
    const visitor = await RightsVisitor.signedIn({ part: ['view'] })
    const found = await find(visitor, word)
    assert.deepEqual(Object.keys(found), ['Items'])
    assert.deepEqual(hrefs(found.Items), [`/items/${partId}`])
    assert.deepEqual(await find(visitor, `stock out ${word}`), {})
    assert.notProperty(await find(visitor, String(postingId)), 'Transactions')
    const all = await find(visitor, '')
    assert.includeMembers(hrefs(all.Pages), ['/', '/items', '/account'])
    for (const hidden of ['/transactions', '/balance', '/admin/users']) {
      assert.notInclude(hrefs(all.Pages), hidden)
    }
    assert.notProperty(all, 'Commands')

    const clerk = await RightsVisitor.signedIn({ stock: ['view', 'add'] })
    assert.deepEqual(await find(clerk, word), {})
    assert.deepEqual(await find(clerk, `stock out ${word}`), {})
  })

  test('takes any text, and answers nobody who is not signed in', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    for (const text of [
      '"',
      `' OR 1=1 --`,
      '%',
      '!',
      '\0',
      'AND',
      'a*',
      '#',
      '名',
      'x'.repeat(5000),
    ]) {
      assert.equal((await visitor.get(`/find?q=${encodeURIComponent(text)}`)).status, 200, text)
    }
    assert.equal((await visitor.get('/find?q[a]=1&q[b]=2')).status, 200)
    const { status } = await new Visitor().get('/find?q=a')
    assert.equal(status, 302)
  })
})
