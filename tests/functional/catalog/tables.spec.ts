import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { now } from '#core/time'
import { makeCategory, ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'
import { signedIn, type Visitor } from '#tests/helpers/visitor'

/** The heads of the table's columns, in order. */
function heads(text: string): string[] {
  const head = /<thead>([\s\S]*?)<\/thead>/.exec(text)?.[1] ?? ''
  return [...head.matchAll(/<th[^>]*>([\s\S]*?)<\/th>/g)]
    .map(([, cell]) => cell.replaceAll(/<[^>]+>/g, '').trim())
    .filter(Boolean)
}

function chips(text: string): string[] {
  return [...text.matchAll(/class="filter-chip"[^>]*>\s*([^<]+?)\s*</g)].map(([, chip]) => chip)
}

async function settings(visitor: Visitor, fields: Record<string, string | string[]>) {
  await visitor.get('/items')
  return visitor.post('/tables/items/settings', { back: '/items?low=1', ...fields })
}

async function saveView(visitor: Visitor, fields: Record<string, string>) {
  await visitor.get('/items')
  const { location } = await visitor.post('/tables/items/views', {
    back: '/items',
    density: 'comfortable',
    columns: 'name,sku',
    query: '',
    ...fields,
  })
  return Number(/view=(\d+)/.exec(location ?? '')?.[1])
}

test.group('Columns, density and rows of a table', () => {
  test('shows the chosen columns in their order, to this user alone', async ({ assert }) => {
    await makePart()
    const { visitor } = await signedIn('viewer')
    const { visitor: other } = await signedIn('viewer')
    const answer = await settings(visitor, {
      order: ['margin', 'sku', 'units', 'nonsense'],
      shown: ['sku', 'units', 'margin', '<script>'],
      density: 'compact',
      rows: '50',
    })
    assert.equal(answer.location, '/items?low=1')
    const { text } = await visitor.get('/items')
    assert.deepEqual(heads(text), ['Item', 'Margin', 'SKU', 'Unit', 'Actions'])
    assert.include(text, 'table-region is-compact')
    assert.include(heads((await other.get('/items')).text), 'On hand')
  })

  test('moves a column without script, and takes everything back', async ({ assert }) => {
    await makePart()
    const { visitor } = await signedIn('viewer')
    const chosen = { order: ['sku', 'margin'], shown: ['sku', 'margin'] }
    await settings(visitor, { ...chosen, move: 'margin:up' })
    assert.deepEqual(heads((await visitor.get('/items')).text), [
      'Item',
      'Margin',
      'SKU',
      'Actions',
    ])
    await settings(visitor, { ...chosen, reset: '1' })
    assert.include(heads((await visitor.get('/items')).text), 'On hand')
  })

  test('leads nowhere but to a list of ours', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    for (const back of ['//evil.example/x', 'https://evil.example/', 'javascript:alert(1)', '']) {
      const { location } = await settings(visitor, { back, rows: '25' })
      assert.equal(location, '/', back)
    }
    assert.equal((await visitor.post('/tables/Not-A-Name/settings', {})).status, 404)
  })

  test('shows as many rows as were chosen, and the address goes on from there', async ({
    assert,
  }) => {
    const word = ownName('w').slice(2)
    for (let at = 0; at < 27; at++) await makePart({ name: `Row ${at} ${word}` })
    const { visitor } = await signedIn('viewer')
    const first = await visitor.get(`/items?search=${word}`)
    assert.equal(first.text.match(/data-row="/g)?.length, 25)
    assert.include(first.text, `href="/items?search=${word}&amp;page=2"`)
    await settings(visitor, { rows: '50' })
    const all = await visitor.get(`/items?search=${word}`)
    assert.equal(all.text.match(/data-row="/g)?.length, 27)
  })
})

test.group('Filter chips', () => {
  test('say each filter in words, and remove it', async ({ assert }) => {
    const category = await makeCategory()
    await makePart()
    const { visitor } = await signedIn('viewer')
    const { text } = await visitor.get(
      `/items?category=${category.id}&low=1&ordering=-sku&search=some`
    )
    assert.deepEqual(chips(text), ['Search: some', `Category: ${category.name}`, 'Below minimum'])
    assert.include(text, `href="/items?search=some&amp;category=${category.id}&amp;ordering=-sku"`)
    assert.include(text, 'class="filter-clear" id="items-clear" href="/items?ordering=-sku"')
  })

  test('a filter by something that is gone says so, and the list still opens', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('viewer')
    const answer = await visitor.get('/items?category=999999&supplier=999999')
    assert.equal(answer.status, 200)
    assert.deepEqual(chips(answer.text), ['Category: no longer there', 'Supplier: no longer there'])
  })
})

test.group('Saved views', () => {
  test('keep filters and columns under a name and an address', async ({ assert }) => {
    const category = await makeCategory()
    const part = await makePart()
    await db.from('parts').where('id', part).update({ category_id: category.id })
    const { visitor } = await signedIn('viewer')
    const id = await saveView(visitor, { name: 'Mine', query: `category=${category.id}` })
    const { text } = await visitor.get(`/items?view=${id}`)
    assert.deepEqual(chips(text), [`Category: ${category.name}`])
    assert.deepEqual(heads(text), ['Item', 'SKU', 'Actions'])
    assert.notInclude(text, 'is-warn">changed')

    const changed = await visitor.get(`/items?view=${id}&category=${category.id}&low=1`)
    assert.include(changed.text, 'changed')
    assert.include(changed.text, `/table-views/${id}/save`)
    const cleared = await visitor.get(`/items?view=${id}&own=1`)
    assert.deepEqual(chips(cleared.text), [])
  })

  test('open when what they filter by was deleted', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const id = await saveView(visitor, { name: 'Gone', query: 'category=999999&nonsense=%00' })
    assert.equal((await visitor.get(`/items?view=${id}`)).status, 200)
    assert.equal((await visitor.get('/items?view=999999')).status, 200)
  })

  test('are seen by others only when shared, and changed only by their owner', async ({
    assert,
  }) => {
    const { visitor: owner } = await signedIn('staff')
    const { visitor: other } = await signedIn('manager')
    const name = ownName('View')
    const id = await saveView(owner, { name })
    assert.notInclude((await other.get('/items')).text, name)
    assert.equal((await other.post(`/table-views/${id}/save`, { back: '/items' })).status, 404)

    await owner.post(`/table-views/${id}`, { name, is_shared: '1', back: '/items' })
    assert.include((await other.get(`/items?view=${id}`)).text, name)
    assert.equal((await other.post(`/table-views/${id}/save`, { back: '/items' })).status, 403)
    assert.equal((await other.post(`/table-views/${id}/delete`, { back: '/items' })).status, 403)
    await other.post(`/table-views/${id}`, { name: 'Stolen', is_default: '1', back: '/items' })
    assert.equal((await db.from('table_views').where('id', id).first()).name, name)
  })

  test('an administrator may change and delete a shared one', async ({ assert }) => {
    const { visitor: owner } = await signedIn('staff')
    const { visitor: admin } = await signedIn('administrator')
    const id = await saveView(owner, { name: ownName('Shared'), is_shared: '1' })
    await admin.get('/items')
    await admin.post(`/table-views/${id}/save`, { query: 'low=1', columns: 'sku', back: '/items' })
    assert.equal((await db.from('table_views').where('id', id).first()).query, 'low=1')
    const { location } = await admin.post(`/table-views/${id}/delete`, { back: '/items' })
    assert.equal(location, '/items')
    assert.isNull(await db.from('table_views').where('id', id).first())
  })

  test('one opens first where the user says so; the whole list stays in reach', async ({
    assert,
  }) => {
    await makePart()
    const { visitor } = await signedIn('viewer')
    const id = await saveView(visitor, { name: 'First', query: 'status=all', is_default: '1' })
    assert.deepEqual(chips((await visitor.get('/items')).text), ['Active and inactive'])
    assert.deepEqual(chips((await visitor.get('/items?view=0')).text), [])
    assert.deepEqual(chips((await visitor.get('/items?low=1')).text), ['Below minimum'])
    await visitor.post(`/table-views/${id}/delete`, { back: '/items' })
    assert.deepEqual(chips((await visitor.get('/items')).text), [])
  })

  test('columns changed within a view are the address’s, not the user’s', async ({ assert }) => {
    await makePart()
    const { visitor } = await signedIn('viewer')
    const id = await saveView(visitor, { name: 'Narrow' })
    const { location } = await settings(visitor, {
      back: `/items?view=${id}`,
      view: String(id),
      order: ['sku', 'margin'],
      shown: ['margin'],
      density: 'compact',
    })
    assert.equal(location, `/items?view=${id}&columns=margin&density=compact`)
    const { text } = await visitor.get(location ?? '')
    assert.deepEqual(heads(text), ['Item', 'Margin', 'Actions'])
    assert.include(text, 'is-warn">changed')
    assert.include(heads((await visitor.get('/items')).text), 'On hand')
  })

  test('need a name, and not one that is taken', async ({ assert }) => {
    const { visitor, user } = await signedIn('viewer')
    await saveView(visitor, { name: 'Twice' })
    await saveView(visitor, { name: 'Twice' })
    await saveView(visitor, { name: '  ' })
    await saveView(visitor, { name: 'x'.repeat(61) })
    const rows = await db.from('table_views').where('user_id', user.id)
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['Twice']
    )
  })
})

test.group('The list of companies', () => {
  test('sorts, filters and keeps its kind when filters are cleared', async ({ assert }) => {
    const word = ownName('c').slice(2)
    const company = (name: string, fields: object) => ({
      name: `${name} ${word}`,
      currency: 'GBP',
      is_customer: 1,
      created_at: now(),
      updated_at: now(),
      ...fields,
    })
    await db
      .table('companies')
      .multiInsert([
        company('Slow', { lead_time_days: 9, is_active: 1 }),
        company('Quick', { lead_time_days: 1, is_active: 1 }),
        company('Gone', { lead_time_days: 5, is_active: 0 }),
      ])
    const { visitor } = await signedIn('manager')
    const names = (text: string) =>
      [...text.matchAll(/class="item-name"[^>]*>(\w+) /g)].map(([, name]) => name)
    const list = `/suppliers?role=customer&search=${word}`
    assert.deepEqual(names((await visitor.get(list)).text), ['Quick', 'Slow', 'Gone'])
    assert.deepEqual(names((await visitor.get(`${list}&ordering=-lead_time`)).text), [
      'Slow',
      'Gone',
      'Quick',
    ])
    const { text } = await visitor.get(`${list}&status=inactive`)
    assert.deepEqual(names(text), ['Gone'])
    assert.deepEqual(chips(text), [`Search: ${word}`, 'Only inactive'])
    assert.include(text, 'id="companies-clear" href="/suppliers?role=customer"')
  })
})
