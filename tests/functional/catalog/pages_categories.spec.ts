import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { makeCategory, ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'
import { signedIn } from '#tests/helpers/visitor'

async function putInto(categoryId: number): Promise<number> {
  const id = await makePart()
  await db.from('parts').where('id', id).update({ category_id: categoryId })
  return id
}

/** The number that the tree shows beside a category. */
function countOf(text: string, id: number): string | undefined {
  return new RegExp(`href="/categories/${id}">[^]*?<td class="num"[^>]*>([^<]*)<`).exec(text)?.[1]
}

test.group('Category pages', () => {
  test('adds one below another, shows it in the tree, renames and moves it', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const parent = await makeCategory()
    const elsewhere = await makeCategory()
    const name = ownName('Candles')
    await visitor.get(`/categories/new?parent=${parent.id}`)
    await visitor.post('/categories', { name, parent: String(parent.id), structural: '' })
    const made = await db.from('part_categories').where('name', name).firstOrFail()
    assert.equal(made.pathstring, `${parent.name}/${name}`)
    assert.include((await visitor.get('/categories')).text, name)

    const renamed = ownName('Lights')
    await visitor.get(`/categories/${made.id}/edit`)
    await visitor.post(`/categories/${made.id}`, { name: renamed, parent: String(elsewhere.id) })
    const moved = await db.from('part_categories').where('id', made.id).firstOrFail()
    assert.equal(moved.pathstring, `${elsewhere.name}/${renamed}`)

    await visitor.post(`/categories/${made.id}`, { name: renamed, parent: '' })
    assert.equal((await db.from('part_categories').where('id', made.id).first()).parent_id, null)
  })

  test('refuses to place a category below itself, and a name twice in one place', async ({
    assert,
  }) => {
    const { visitor } = await signedIn()
    const top = await makeCategory()
    const below = await makeCategory(ownName('Below'), top)
    await visitor.get(`/categories/${top.id}/edit`)
    for (const parent of [below.id, top.id]) {
      const form = { name: top.name, parent: String(parent) }
      await visitor.post(`/categories/${top.id}`, form, { from: `/categories/${top.id}/edit` })
      assert.include(
        (await visitor.get(`/categories/${top.id}/edit`)).text,
        'A category cannot be placed below itself.'
      )
    }
    const twin = { name: below.name, parent: String(top.id) }
    await visitor.post('/categories', twin, { from: '/categories/new' })
    assert.include(
      (await visitor.get('/categories/new')).text,
      'There is already a category of this name there.'
    )
    assert.isNull((await db.from('part_categories').where('id', top.id).first()).parent_id)
  })

  test('counts each item once, in its categories and those above them', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const top = await makeCategory()
    const left = await makeCategory(ownName('Left'), top)
    const right = await makeCategory(ownName('Right'), top)
    const inBoth = await putInto(left.id)
    await db.table('category_part').insert({ part_id: inBoth, category_id: right.id })
    await putInto(top.id)
    const inactive = await putInto(left.id)
    await db.from('parts').where('id', inactive).update({ is_active: 0 })

    const { text } = await visitor.get('/categories')
    assert.equal(countOf(text, top.id), '2')
    assert.equal(countOf(text, left.id), '1')
    assert.equal(countOf(text, right.id), '1')
    const page = await visitor.get(`/categories/${top.id}`)
    assert.lengthOf([...page.text.matchAll(/class="item-name"/g)], 2)
  })

  test('keeps a category that something lies in, and says what', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const top = await makeCategory()
    const below = await makeCategory(ownName('Below'), top)
    await putInto(top.id)
    await visitor.get(`/categories/${top.id}`)
    const from = `/categories/${top.id}`
    await visitor.post(`/categories/${top.id}/delete`, {}, { from })
    assert.include(
      (await visitor.get(from)).text,
      'it still has one item and one category below it'
    )
    assert.exists(await db.from('part_categories').where('id', top.id).first())

    await visitor.post(`/categories/${below.id}/delete`, {})
    assert.isNull(await db.from('part_categories').where('id', below.id).first())
  })

  test('a viewer sees the tree but cannot write', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const { id } = await makeCategory()
    const text =
      (await visitor.get('/categories')).text + (await visitor.get(`/categories/${id}`)).text
    for (const writing of ['/categories/new', '/edit', '/delete']) assert.notInclude(text, writing)
    assert.equal((await visitor.get('/categories/new')).status, 403)
    for (const path of ['/categories', `/categories/${id}`, `/categories/${id}/delete`])
      assert.equal((await visitor.post(path, { name: 'No' })).status, 403)
    assert.equal((await visitor.get('/categories/999999999')).status, 404)
  })
})
