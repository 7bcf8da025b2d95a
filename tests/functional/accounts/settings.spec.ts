import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { formatReference, problemOfPattern, referenceStem } from '#core/reference_pattern'
import { refreshSettings, setting, settingSource } from '#core/setting_values'
import { SYSTEM } from '#accounts/audit'
import { saveSettings } from '#accounts/actions/save_settings'
import { nextReference, suggestReference } from '#accounts/references'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { issueStock } from '#stock/actions/issue_stock'
import { signedIn } from '#tests/helpers/visitor'

test.group('Settings', (group) => {
  group.each.teardown(async () => {
    await db.from('settings').delete()
    await refreshSettings()
  })

  test('are shown and changed by administrators only', async ({ assert }) => {
    const { visitor: viewer } = await signedIn('viewer')
    assert.equal((await viewer.get('/admin/settings')).status, 403)
    assert.equal((await viewer.post('/admin/settings', { company_name: 'Mine' })).status, 403)

    const { visitor } = await signedIn()
    const name = `Shop ${randomUUID()}`
    await visitor.get('/admin/settings')
    const answer = await visitor.post('/admin/settings', { company_name: name })
    assert.equal(answer.location, '/admin/settings')
    const page = await visitor.get('/admin/settings')

    assert.include(page.text, `${name}</div>`)
    assert.equal(settingSource('company_name'), 'page')
    const entry = await db.from('audit_log').where('model', 'setting').orderBy('id', 'desc').first()
    assert.deepEqual(JSON.parse(entry.changes), { company_name: { from: 'My shop', to: name } })
  })

  test('go back with what is wrong, and nothing is kept then', async ({ assert }) => {
    const { visitor } = await signedIn()
    await visitor.get('/admin/settings')

    await visitor.post('/admin/settings', { company_name: 'New name', sku_pattern: 'X-{nn}' })
    const page = await visitor.get('/admin/settings')

    assert.include(page.text, 'Only these can stand in braces')
    assert.equal(setting('company_name'), 'My shop')
  })

  test('what the environment sets cannot be changed on the page', async ({ assert }) => {
    const { visitor } = await signedIn()

    const page = await visitor.get('/admin/settings')
    await assert.rejects(() => saveSettings({ company_currency: 'EUR' }, SYSTEM))

    assert.include(page.text, 'Set by COMPANY_CURRENCY in the environment.')
    assert.equal(setting('company_currency'), 'GBP')
  })

  test('give the pages a language where a browser chose none', async ({ assert }) => {
    await saveSettings({ default_language: 'fr' }, SYSTEM)
    const { visitor } = await signedIn('viewer')

    assert.include((await visitor.get('/account')).text, '<html lang="fr"')
  })

  test('can forbid sales below cost', async ({ assert }) => {
    const partId = await makePart({ purchasePrice: '10', salePrice: '8' })
    const locationId = await makeLocation()
    await receiveStock({ partId, locationId, quantity: 500_000n, actorId: null })
    const sell = () => issueStock({ partId, quantity: 100_000n, actorId: null })
    await saveSettings({ sell_below_cost: 'false' }, SYSTEM)

    await assert.rejects(sell, /Below cost/)
    await saveSettings({ sell_below_cost: 'true' }, SYSTEM)

    assert.equal((await sell()).kind, 'sale')
  })

  test('show what a pattern gives while it is typed', async ({ assert }) => {
    const { visitor } = await signedIn()
    const preview = (pattern: string) =>
      visitor.get(`/admin/settings/preview?sku_pattern=${encodeURIComponent(pattern)}`)

    assert.include((await preview('A{###}')).text, 'A001, A002, A042')
    assert.include((await preview('<b>')).text, 'needs one counter')
  })
})

test.group('Numbers of our own', () => {
  test('are made by their pattern', ({ assert }) => {
    assert.equal(formatReference('B{yyyy}{mm}-{###}', 7, '2026-03-09'), 'B202603-007')
    assert.equal(formatReference('{dd}/{yy}-{#}', 1234, '2026-03-09'), '09/26-1234')
    assert.equal(referenceStem('B{yyyy}{mm}-{###}', '2026-03-09'), 'B202603-#')
  })

  test('need a pattern that can count', ({ assert }) => {
    for (const pattern of ['', 'SKU', '{###}{##}', '{x}{#}', '{#', 'a'.repeat(50)])
      assert.isString(problemOfPattern(pattern), pattern)
    assert.isNull(problemOfPattern('SKU-{####}'))
  })

  test('are given once, however many ask at once, and none that is taken', async ({ assert }) => {
    await saveSettings({ sku_pattern: `T${randomUUID().slice(0, 6)}-{##}` }, SYSTEM)
    const taken = (await suggestReference('sku')).replace('-01', '-03')
    await db
      .from('parts')
      .where('id', await makePart())
      .update({ ipn: taken })

    const given = await Promise.all(Array.from({ length: 10 }, () => nextReference('sku')))

    assert.lengthOf(new Set(given), 10)
    assert.notInclude(given, taken)
    assert.match(await suggestReference('sku'), /-12$/)
  })
})

test.group('About', () => {
  test('tells everybody the version, and administrators what it runs on', async ({ assert }) => {
    const { visitor: viewer } = await signedIn('viewer')
    const { visitor } = await signedIn()

    const [seen, whole] = [await viewer.get('/about'), await visitor.get('/about')]

    assert.include(seen.text, 'Version 0.')
    assert.notInclude(seen.text, process.version)
    assert.include(whole.text, process.version)
    assert.match(whole.text, /SQLite|MariaDB|MySQL/)
    assert.include(seen.text, 'MIT License')
  })

  test('shows the licence of each package, and no other file', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')

    const list = await visitor.get('/about/licences')
    const one = await visitor.get('/about/licence?package=node_modules/luxon')
    const none = await visitor.get('/about/licence?package=../../etc')

    assert.include(list.text, 'better-sqlite3')
    assert.notInclude(list.text, '>eslint<')
    assert.include(one.text, 'Permission is hereby granted')
    assert.equal(none.status, 404)
  })
})
