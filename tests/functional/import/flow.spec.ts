import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { toScaled } from '#core/decimal'
import { issueStock } from '#stock/actions/issue_stock'
import { verifyLedger } from '#stock/queries/verify_ledger'
import { ownName } from '#tests/helpers/catalog'
import { importRows, sendFile, undoRows, uploadAndCheck } from '#tests/helpers/imports'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

async function partNamed(name: string) {
  return db.from('parts').where('name', name).first()
}

async function onHand(partId: number): Promise<bigint> {
  const rows = await db.from('stock_items').where('part_id', partId).select('quantity')
  return rows.reduce((sum: bigint, row) => sum + toScaled(row.quantity), 0n)
}

test.group('Import of tables', () => {
  test('adds and changes items with their categories and suppliers, and undoes all of it', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const [known, fresh] = [ownName('Known'), ownName('Fresh')]
    const [category, supplier] = [ownName('Group'), ownName('Maker')]
    await makePart({ name: known, salePrice: '10' })
    const { id, counts } = await uploadAndCheck(visitor, 'items', {
      content: `Nom;SKU;Catégorie;Fournisseur;Prix de vente\r\n${known};;;;12,50\r\n${fresh};${fresh};${category}/Sub;${supplier};7,25\r\n`,
    })
    assert.deepInclude(counts, { new: 1, changed: 1, bad: 0 })
    assert.isNull(await partNamed(fresh))
    const page = await visitor.get(`/imports/${id}?show=changed`)
    assert.include(page.text, '12.5')

    assert.deepInclude(await importRows(visitor, id), { done: 2, bad: 0 })
    const part = await partNamed(fresh)
    assert.equal(Number(part.sale_price), 7_250_000)
    const sub = await db.from('part_categories').where('id', part.category_id).first()
    assert.equal(sub.pathstring, `${category}/Sub`)
    assert.equal(Number((await partNamed(known)).sale_price), 12_500_000)

    assert.deepInclude(await undoRows(visitor, id), { undone: 2, kept: 0, done: 0 })
    assert.isNull(await partNamed(fresh))
    assert.isNull(await db.from('part_categories').where('name', category).first())
    assert.isNull(await db.from('companies').where('name', supplier).first())
    assert.equal(Number((await partNamed(known)).sale_price), 10_000_000)
  })

  test('finds nothing to do in a file of our own export', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('=Exported, "odd"; name')
    await visitor.get('/items/new')
    await uploadAndCheck(visitor, 'items', {
      content: `Name,SKU,Sale price,Minimum stock\r\n"'${name.replaceAll('"', '""')}",${ownName('S')},1.25,2.5\r\n`,
    }).then(({ id }) => importRows(visitor, id))
    for (const format of ['csv', 'xlsx']) {
      const answer = await fetch(
        `http://${process.env.HOST}:${process.env.PORT}/items/export.${format}?status=all&search=${encodeURIComponent(name)}`,
        { headers: { cookie: visitor.cookies } }
      )
      const content = new Uint8Array(await answer.arrayBuffer())
      const again = await uploadAndCheck(visitor, 'items', { content, name: `i.${format}` })
      assert.deepInclude(again.counts, { new: 0, changed: 0, bad: 0, unchanged: 1 })
    }
  })

  test('mends a cell, and all rows with the same value, and checks them at once', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const names = ['a', 'b', 'c'].map(() => ownName('Mend'))
    const { id, counts } = await uploadAndCheck(visitor, 'items', {
      content: `Name,Sale price\n${names[0]},abc\n${names[1]},abc\n${names[2]},-1\n`,
    })
    assert.deepInclude(counts, { bad: 3, new: 0 })
    const rows = await db.from('import_rows').where('run_id', id).orderBy('line')
    const page = await visitor.get(`/imports/${id}`)
    assert.include(page.text, '“abc” is no number')
    const bad = await visitor.get(`/imports/${id}/bad-rows`)
    assert.include(bad.text, `${names[2]},-1,Sale price: This cannot be below zero.`)

    await visitor.post(`/imports/${id}/rows/${rows[0].id}`, {
      v_sale_price: '5',
      same: 'sale_price',
    })
    await visitor.post(`/imports/${id}/rows/${rows[2].id}`, { skip: '1' })

    assert.deepInclude(await importRows(visitor, id), { done: 2, bad: 0, skipped: 1 })
    assert.equal(Number((await partNamed(names[1])).sale_price), 5_000_000)
    assert.isNull(await partNamed(names[2]))
  })

  test('refuses a second row about the same item until one of them is mended', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const sku = ownName('T')
    const { id, counts } = await uploadAndCheck(visitor, 'items', {
      content: `Name,SKU\n${sku} one,${sku}\n${sku} two,${sku}\n`,
    })
    assert.deepInclude(counts, { new: 1, bad: 1 })
    const [first, second] = await db.from('import_rows').where('run_id', id).orderBy('line')
    await visitor.post(`/imports/${id}/rows/${second.id}`, { v_sku: `${sku}-2` })
    assert.deepInclude(await importRows(visitor, id), { done: 2, bad: 0 })
    assert.equal(first.state, 'new')
  })

  test('books stock and transactions through the ledger, in the order of their dates', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Stocked')
    const partId = await makePart({ name })
    const place = ownName('Place')
    const opening = await uploadAndCheck(visitor, 'opening_stock', {
      content: `Item,Location,Quantity,Unit cost,Date\n${name},${place}/Shelf,10,4.5,2026-01-02\n`,
      choose: { options: ['locations'] },
    })
    assert.deepInclude(await importRows(visitor, opening.id), { done: 1, bad: 0 })
    assert.equal(await onHand(partId), 1_000_000n)

    const { id } = await uploadAndCheck(visitor, 'transactions', {
      content: [
        'Type,Item,Location,Quantity,Unit price,Date,Note',
        `sale,${name},${place}/Shelf,50,9,2026-03-03,too many`,
        `sale,${name},${place}/Shelf,12,9,2026-03-02,`,
        `in,${name},${place}/Shelf,5,5,2026-03-01,`,
        `in,${name},${place}/New,2,5,2026-03-04,`,
        `sale,${name},${place}/New,2,5,2026-03-05,`,
      ].join('\n'),
      choose: { options: ['locations'] },
    })
    assert.deepInclude(await importRows(visitor, id), { done: 4, bad: 1 })
    assert.equal(await onHand(partId), 300_000n)
    const page = await visitor.get(`/imports/${id}?show=bad`)
    assert.include(page.text, 'Only 3 are there, 50 are to go out.')

    const [row] = await db.from('import_rows').where({ run_id: id, state: 'bad' })
    await visitor.post(`/imports/${id}/rows/${row.id}`, { v_quantity: '3' })
    assert.deepInclude(await importRows(visitor, id), { done: 5, bad: 0 })
    assert.equal(await onHand(partId), 0n)

    assert.deepInclude(await undoRows(visitor, id), { undone: 5, kept: 0 })
    assert.equal(await onHand(partId), 1_000_000n)
    await issueStock({ partId, quantity: 100_000n, actorId: null })
    const kept = await undoRows(visitor, opening.id)
    assert.deepInclude(kept, { undone: 0, kept: 1 })
    const { isSound } = await verifyLedger()
    assert.isTrue(isSound)
  })

  test('remembers the columns for the next file with the same headings, and knows the same file', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const heading = ownName('Bezeichnung')
    const content = `${heading},Menge\n${ownName('Thing')},1\n`
    const choose = { column_name: '0' }
    const { id } = await uploadAndCheck(visitor, 'items', { content, choose })
    await importRows(visitor, id)
    const again = await sendFile(visitor, 'items', { name: 'again.csv', content })
    const page = await visitor.get(`/imports/${again.id}/columns`)
    assert.match(page.text, new RegExp(`name="column_name"[\\s\\S]*?value="0"[^>]*selected`))
    assert.include(page.text, 'This very file was imported before')
  })

  test('asks what "1,234" and "03/04/2026" mean where the file leaves it open', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Ambiguous')
    await makePart({ name })
    const place = ownName('Where')
    await makeLocation(place)
    const content = `Item;Location;Quantity;Date\n${name};${place};1,234;03/04/2026\n`
    const { id } = await sendFile(visitor, 'opening_stock', { name: 'q.csv', content })
    const page = await visitor.get(`/imports/${id}/columns`)
    assert.include(page.text, 'How is 1,234 meant?')
    const fields = {
      column_item: '0',
      column_location: '1',
      column_quantity: '2',
      column_date: '3',
    }
    await visitor.post(`/imports/${id}/check`, fields, { from: `/imports/${id}/columns` })
    const refused = await visitor.get(`/imports/${id}/columns`)
    assert.include(refused.text, 'the file leaves it open')
    const { id: second, counts } = await uploadAndCheck(visitor, 'opening_stock', {
      content,
      choose: { ...fields, decimal: 'comma', dates: 'day' },
    })
    assert.deepInclude(counts, { new: 1 })
    await importRows(visitor, second)
    const part = await partNamed(name)
    assert.equal(await onHand(part.id), 123_400n)
    const posting = await db.from('stock_postings').where('part_id', part.id).first()
    assert.equal(posting.day, '2026-04-03')
  })

  test('adds nothing twice when two imports of one file were checked before either began', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Once')
    const content = `Name,SKU\n${name},${name}\n`
    const first = await uploadAndCheck(visitor, 'items', { content })
    const second = await uploadAndCheck(visitor, 'items', { content })
    assert.deepInclude(await importRows(visitor, first.id), { done: 1 })
    assert.deepInclude(await importRows(visitor, second.id), { done: 0, unchanged: 1 })
    assert.lengthOf(await db.from('parts').where('name', name), 1)
  })
})
