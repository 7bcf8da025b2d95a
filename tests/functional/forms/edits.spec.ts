import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { toScaled } from '#core/decimal'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

type SignedIn = Awaited<ReturnType<typeof signedIn>>['visitor']

const ENTITIES: Record<string, string> = { '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** The hidden fields that the edit form carries. */
async function carried(visitor: SignedIn, path: string) {
  const { text } = await visitor.get(path)
  const value = (name: string) =>
    (new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '').replaceAll(
      /&(?:quot|#39|amp);/g,
      (entity) => ENTITIES[entity]
    )
  return { version: value('version'), was: value('was'), entry: value('entry') }
}

test.group('Edit forms of two people', () => {
  test('overwrite nothing: categories, suppliers, locations', async ({ assert }) => {
    const { visitor: one } = await signedIn('manager')
    const { user, visitor: two } = await signedIn('manager')
    const [category, supplier] = [await makeCategory(), await makeSupplier()]
    const place = await makeLocation()
    for (const [path, table, id] of [
      [`/categories/${category.id}`, 'part_categories', category.id],
      [`/suppliers/${supplier.id}`, 'companies', supplier.id],
      [`/locations/${place}`, 'stock_locations', place],
    ] as const) {
      const { name } = await db.from(table).where('id', id).first()
      const mine = await carried(one, `${path}/edit`)
      const theirs = await carried(two, `${path}/edit`)
      const save = (visitor: SignedIn, fields: Record<string, string>) =>
        visitor.post(
          path,
          { name, is_supplier: '1', active: '1', ...fields },
          { from: `${path}/edit` }
        )
      await save(two, { ...theirs, description: 'Theirs' })
      await save(one, { ...mine, description: 'Mine' })
      assert.equal((await db.from(table).where('id', id).first()).description, 'Theirs')
      const { text } = await one.get(`${path}/edit`)
      assert.include(text, 'Somebody else has saved this meanwhile')
      assert.include(text, user.username)
      assert.include(text, 'value="Mine"')
      assert.include(text, 'Theirs')

      const again = await carried(one, `${path}/edit`)
      await save(one, { ...again, description: 'Mine', take_description: 'theirs' })
      assert.equal((await db.from(table).where('id', id).first()).description, 'Theirs')
      const last = await carried(one, `${path}/edit`)
      const anyway = { take_description: 'theirs', anyway: 'mine' }
      await save(one, { ...last, ...anyway, description: 'Mine' })
      assert.equal((await db.from(table).where('id', id).first()).description, 'Mine')
    }
  })

  test('notice further categories, and a form that was refused keeps its version', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const category = await makeCategory()
    const name = ownName('Twice')
    const id = await makePart({ name })
    const path = `/items/${id}`
    const mine = await carried(visitor, `${path}/edit`)
    await visitor.post(
      path,
      { name, active: '1', further_categories: String(category.id) },
      { from: `${path}/edit` }
    )
    const typed = { name, active: '1', ...mine }
    await visitor.post(path, { ...typed, sale_price: 'x' }, { from: `${path}/edit` })
    const kept = await carried(visitor, `${path}/edit`)
    assert.equal(kept.version, mine.version)
    await visitor.post(path, { ...typed, sale_price: '5' }, { from: `${path}/edit` })
    const { text } = await visitor.get(`${path}/edit`)
    assert.include(text, 'Somebody else has saved this meanwhile')
    assert.include(text, category.name)
    assert.lengthOf(await db.from('category_part').where('part_id', id), 1)
  })

  test('ask nothing of a form that carries no version', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const supplier = await makeSupplier()
    const path = `/suppliers/${supplier.id}`
    await visitor.get(`${path}/edit`)
    const { location } = await visitor.post(path, { name: supplier.name, contact: 'Ada' })
    assert.equal(location, path)
  })
})

test.group('New things', () => {
  test('can be copied from others, and one after the other', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const [supplier, category] = [await makeSupplier(), await makeCategory()]
    const place = await makeLocation()
    await db.from('companies').where('id', supplier.id).update({ contact: 'Ada Holm' })
    const copy = await visitor.get(`/suppliers/new?copy=${supplier.id}`)
    assert.include(copy.text, `${supplier.name} (copy)`)
    assert.include(copy.text, 'Ada Holm')
    const { text } = await visitor.get(`/locations/new?copy=${place}`)
    assert.include(text, '(copy)')
    assert.equal((await visitor.get('/locations/new?copy=99999999')).status, 404)
    const name = ownName('Next')
    const { location } = await visitor.post(
      '/items',
      { name, active: '1', category: String(category.id), units: 'kg', next: 'another' },
      { from: '/items/new' }
    )
    assert.equal(location, `/items/new?category=${category.id}&units=kg`)
    const again = await visitor.get(location ?? '')
    assert.include(again.text, `value="${category.name}"`)
    assert.include(again.text, 'value="kg"')
  })

  test('take numbers in the way of the language, never a thousand times too much', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const save = async (price: string, language: string) => {
      const name = ownName('Priced')
      const page = await visitor.get('/items/new')
      const token = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? ''
      await fetch(`http://${process.env.HOST}:${process.env.PORT}/items`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: `${visitor.cookies}; bincard-locale=${language}` },
        body: new URLSearchParams({ _csrf: token, name, active: '1', sale_price: price }),
      })
      const part = await db.from('parts').where('name', name).first()
      return part ? toScaled(part.sale_price) : null
    }
    for (const [price, language, stored] of [
      ['1,5', 'fr', 1_500_000n],
      ['1\u202F234,5', 'fr', 1_234_500_000n],
      ['1.5', 'ru', 1_500_000n],
      ['1,234', 'kk', 1_234_000n],
      ['1.234', 'fr', null],
      ['1,234', 'en', null],
      ['1,234.50', 'en', 1_234_500_000n],
      ['1 234.5', 'en', 1_234_500_000n],
      ['1,23,4', 'en', null],
    ] as const) {
      assert.equal(await save(price, language), stored, `${price} in ${language}`)
    }
  })
})
