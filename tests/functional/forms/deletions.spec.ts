import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { now } from '#core/time'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

type SignedIn = Awaited<ReturnType<typeof signedIn>>['visitor']

/** Deletes the thing and gives the address that undoes it, as the next page's message offers it. */
async function remove(visitor: SignedIn, path: string): Promise<string> {
  await visitor.get(path)
  const { location } = await visitor.post(`${path}/delete`, {}, { from: path })
  const { text } = await visitor.get(location ?? '/')
  return /action="(\/deletions\/\d+\/restore)"/.exec(text)?.[1] ?? ''
}

test.group('Undo of a deletion', () => {
  test('brings an item back under its id, with its categories and its number', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const [main, further] = [await makeCategory(), await makeCategory()]
    const id = await makePart({ name: ownName('Undone') })
    await db
      .from('parts')
      .where('id', id)
      .update({ category_id: main.id, ipn: `U${id}` })
    await db.table('category_part').insert({ part_id: id, category_id: further.id })
    const before = await db.from('parts').where('id', id).first()
    const undo = await remove(visitor, `/items/${id}`)
    assert.isNull(await db.from('parts').where('id', id).first())
    const { location } = await visitor.post(undo, {}, { from: '/items' })

    assert.equal(location, `/items/${id}`)
    const after = await db.from('parts').where('id', id).first()
    assert.deepEqual(after, { ...before, version: before.version + 2 })
    assert.lengthOf(await db.from('category_part').where('part_id', id), 1)
    const found = await visitor.get(`/items/lookup?q=U${id}`)
    assert.include(found.text, `"id":${id}`)
    const logged = await db
      .from('audit_log')
      .where({ model: 'part', model_id: id, action: 'restore' })
    assert.lengthOf(logged, 1)
  })

  test('brings back suppliers, categories and locations', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const [supplier, category] = [await makeSupplier(), await makeCategory()]
    const [place, inside] = [await makeLocation(), await makeLocation()]
    await db.from('stock_locations').where('id', inside).update({ parent_id: place })
    const outer = await db.from('stock_locations').where('id', place).first()
    for (const [path, table, id] of [
      [`/suppliers/${supplier.id}`, 'companies', supplier.id],
      [`/categories/${category.id}`, 'part_categories', category.id],
      [`/locations/${place}`, 'stock_locations', place],
    ] as const) {
      const before = await db.from(table).where('id', id).first()
      const undo = await remove(visitor, path)
      assert.isNull(await db.from(table).where('id', id).first())
      await visitor.post(undo, {}, { from: '/' })
      const after = await db.from(table).where('id', id).first()
      assert.deepEqual({ ...after, updated_at: '' }, { ...before, updated_at: '' })
    }
    const child = await db.from('stock_locations').where('id', inside).first()
    assert.equal(child.parent_id, place)
    assert.equal(child.path, `/${place}/${inside}/`)
    assert.equal(child.pathstring, `${outer.pathstring}/${child.name}`)
  })

  test('is refused when the name is taken, twice, too late, and to those who may not', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Taken')
    const category = await makeCategory(name)
    const undo = await remove(visitor, `/categories/${category.id}`)
    const twin = await makeCategory(name)
    const refused = await visitor.post(undo, {}, { from: '/categories' })
    assert.match(refused.location ?? '', /\/categories$/)
    const why = await visitor.get('/categories')
    assert.include(why.text, 'another one has its name now')
    assert.isNull(await db.from('part_categories').where('id', category.id).first())

    await db.from('part_categories').where('id', twin.id).delete()
    const { visitor: staff } = await signedIn('staff')
    assert.equal((await staff.post(undo, {}, { from: '/' })).status, 403)
    await visitor.post(undo, {}, { from: '/categories' })
    await visitor.post(undo, {}, { from: '/categories' })
    const told = await visitor.get('/categories')
    assert.include(told.text, `${name} is there already.`)

    const late = await remove(visitor, `/categories/${category.id}`)
    await db
      .from('deletions')
      .where('record_id', category.id)
      .update({ created_at: '2020-01-01 00:00:00.000' })
    assert.equal((await visitor.post(late, {}, { from: '/' })).status, 404)
  })

  test('is offered on the audit page for a day', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const supplier = await makeSupplier()
    const undo = await remove(visitor, `/suppliers/${supplier.id}`)
    const { text } = await visitor.get('/admin/audit?model=company')
    assert.include(text, `action="${undo}"`)
    await visitor.post(undo, {}, { from: '/admin/audit' })
    const after = await visitor.get('/admin/audit?model=company')
    assert.notInclude(after.text, `action="${undo}"`)
    assert.isAtMost(
      (await db.from('deletions').whereNull('restored_at').where('created_at', '>', now())).length,
      0
    )
  })

  test('is offered for what was made inactive', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const id = await makePart({ name: ownName('Rested') })
    await visitor.get(`/items/${id}`)
    await visitor.post(`/items/${id}/deactivate`, {})
    const { text } = await visitor.get(`/items/${id}`)
    assert.match(text, new RegExp(`id="toasts"[\\s\\S]*action="/items/${id}/activate"`))
  })
})
