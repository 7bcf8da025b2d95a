import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { strFromU8, unzipSync } from 'fflate'
import { parseQuantity } from '#core/decimal'
import { toDatabaseTime } from '#core/time'
import { storeFolder } from '#config/drive'
import { deleteExport } from '#files/actions/change_export'
import { exportKey } from '#files/exports/export_files'
import { cleanExports } from '#files/jobs/clean_exports'
import { findKeptExport } from '#files/queries/read_exports'
import { exportStore } from '#files/stores'
import { JobRunner } from '#jobs/runner'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { ownName } from '#tests/helpers/catalog'
import { beginExport, keptExport, longTable } from '#tests/helpers/exports'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { Visitor } from '#tests/helpers/page_visitor'
import { signedIn } from '#tests/helpers/visitor'

const HEADERS = ['content-type', 'content-disposition', 'x-content-type-options', 'cache-control']

async function stockedItem() {
  const name = ownName('=Tea "green"')
  const partId = await makePart({ name })
  const place = ownName('Shelf')
  const locationId = await makeLocation(place)
  await receiveStock({ partId, locationId, quantity: parseQuantity('10'), actorId: null })
  await issueStock({ partId, locationId, quantity: parseQuantity('2.5'), actorId: null })
  return { partId, name, place, locationId }
}

async function hasFile(id: number): Promise<boolean> {
  return (await exportStore.find(exportKey(id))) !== null
}

function linesOf(text: string): string[] {
  return text.replace('\uFEFF', '').trim().split('\r\n')
}

test.group('Exports of lists', () => {
  test('have what is filtered, in the columns asked for, under headings that the import knows', async ({
    assert,
  }) => {
    const { partId, name, place, locationId } = await stockedItem()
    const { visitor } = await signedIn('manager')
    const get = async (path: string) => linesOf((await visitor.get(path)).text)
    const quoted = `"'${name.replaceAll('"', '""')}"`

    const search = encodeURIComponent(name.slice(-8))
    const items = await get(`/items/export.csv?search=${search}&columns=sale_price,name,on_hand`)
    assert.deepEqual(items, ['Sale price,Name,On hand', `600.00,${quoted},7.5`])
    const chosen = await get(`/items/export.csv?ids=${partId},999999999&columns=name`)
    assert.deepEqual(chosen, ['Name', quoted])
    const balance = await get(`/balance/export.csv?location=${locationId}`)
    assert.match(balance[0], /^SKU,Item,Location,Quantity,/)
    assert.include(balance[1], `${quoted},${place},7.5,0,7.5,`)
    const before = await get(`/balance/export.csv?location=${locationId}&as_of=2020-01-01`)
    assert.lengthOf(before, 1)
    const entries = await get(`/transactions/export.csv?item=${partId}&columns=type,quantity,total`)
    assert.deepEqual(entries, ['Type,Quantity,Total', 'Sale,-2.5,1500.00', 'Stock in,10,4800.00'])
    const posted = await db.from('stock_postings').where('part_id', partId).orderBy('id')
    const ids = posted.map((row) => row.id)
    for (const [ordering, kinds] of [
      ['-date', ['Sale', 'Stock in']],
      ['date', ['Stock in', 'Sale']],
    ] as const) {
      const path = `/transactions/export.csv?ids=${ids.join()},999999999&columns=type`
      assert.deepEqual(await get(`${path}&ordering=${ordering}`), ['Type', ...kinds])
    }
    const lots = await get(
      `/items/${partId}/stock/export.csv?columns=item,location,quantity,unit_cost`
    )
    assert.deepEqual(lots, ['Item,Location,Quantity,Unit cost', `${quoted},${place},7.5,480.00`])
    const card = await get(`/items/${partId}/movements/export.csv?columns=type,change,balance`)
    assert.deepEqual(card, ['Type,Quantity,Balance', 'Sale,-2.5,7.5', 'Stock in,10,10'])
    const here = await get(
      `/items/${partId}/movements/export.csv?columns=change,balance&location=${locationId}`
    )
    assert.deepEqual(here, ['Quantity,Balance', '-2.5,7.5', '10,10'])
    const places = await get(`/locations/export.csv?ids=${locationId}&columns=name,default`)
    assert.deepEqual(places, ['Name,Default', `${place},no`])
    assert.match((await get('/suppliers/export.csv'))[0], /^Name,Description,Contact,/)
    assert.match((await get('/categories/export.csv'))[0], /^Name,Parent,/)
  })

  test('are files with safe names that a browser saves', async ({ assert }) => {
    const { partId } = await stockedItem()
    const { visitor } = await signedIn('viewer')
    const { headers } = await visitor.get(`/items/${partId}/stock/export.csv`)
    const [type, disposition, sniff, cache] = HEADERS.map((name) => headers.get(name))
    assert.equal(type, 'text/csv; charset=utf-8')
    assert.match(
      disposition ?? '',
      /^attachment; filename="lots-Tea-green-[\w.-]+\.csv"; filename\*=/
    )
    assert.equal(sniff, 'nosniff')
    assert.equal(cache, 'private, no-store')
    assert.equal(
      (await visitor.get('/items/export?search=a')).location,
      '/items/export.csv?search=a'
    )
    assert.equal((await visitor.get('/items/999999999/stock/export.csv')).status, 404)
  })

  test('are workbooks too, and take chosen rows from a form', async ({ assert }) => {
    const first = await stockedItem()
    const second = await stockedItem()
    const { visitor } = await signedIn('viewer')
    const path = `${process.env.HOST}:${process.env.PORT}/items/export.xlsx?ids=${first.partId}`
    const answer = await fetch(`http://${path}`, { headers: { cookie: visitor.cookies } })
    const parts = unzipSync(new Uint8Array(await answer.arrayBuffer()))
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'])
    assert.include(answer.headers.get('content-type') ?? '', 'spreadsheetml.sheet')
    assert.include(sheet, first.name.replaceAll('"', '&quot;'))
    assert.include(sheet, '<v>7.5</v>')

    const ids = `${second.partId},${first.partId}`
    const { text } = await visitor.post('/items/export.csv', { ids, columns: 'name' })
    // In the order of the list, whatever that of choosing was.
    assert.deepEqual(
      linesOf(text)
        .slice(1)
        .map((line) => line.slice(-9, -1)),
      [first, second].map(({ name }) => name.slice(-8)).sort()
    )
  })

  test('are only for those who may see the list', async ({ assert }) => {
    const { partId } = await stockedItem()
    const { visitor } = await signedIn('viewer')
    const stranger = await Visitor.signedIn({ part_category: ['view'] })
    for (const path of ['/items', '/suppliers', '/locations', '/transactions', '/balance'])
      assert.equal((await stranger.get(`${path}/export.csv`)).status, 403, path)
    for (const part of ['stock', 'movements'])
      assert.equal((await stranger.get(`/items/${partId}/${part}/export.xlsx`)).status, 403)
    assert.equal((await stranger.get('/categories/export.csv')).status, 200)
    assert.equal((await visitor.get('/transactions/export.csv?item=999999999')).status, 200)
  })
})

test.group('Long exports', (group) => {
  // Runs of other tests would take this one's turn.
  group.each.setup(async () => {
    await db.from('job_runs').delete()
  })

  test('are written in the background, show how far they are, and are kept for their owner', async ({
    assert,
  }) => {
    const { user, visitor } = await signedIn('viewer')
    const { table, letGo } = longTable(6_000)
    const id = await beginExport(table.name, user.id)
    const waiting = await visitor.get(`/exports/${id}`)
    assert.include(waiting.text, 'It begins in a moment.')
    assert.equal((await visitor.get(`/exports/${id}/file`)).status, 404)

    const runner = new JobRunner()
    await runner.lookOnce()
    letGo()
    await runner.idle()
    assert.equal((await keptExport(id)).state, 'done')
    const page = await visitor.get(`/exports/${id}`)
    assert.include(page.text, `data-download="/exports/${id}/file"`)
    assert.include(page.text, '6,000 rows')
    const file = await visitor.get(`/exports/${id}/file`)
    assert.lengthOf(linesOf(file.text), 6_001)
    assert.include(file.headers.get('content-disposition') ?? '', 'filename="numbers.csv"')
    assert.include((await visitor.get('/exports')).text, 'numbers.csv')

    const other = await signedIn('manager')
    assert.equal((await other.visitor.get(`/exports/${id}`)).status, 404)
    assert.equal((await other.visitor.get(`/exports/${id}/file`)).status, 404)
    assert.equal((await other.visitor.post(`/exports/${id}/delete`, {})).status, 404)
    assert.notInclude((await other.visitor.get('/exports?all=1')).text, 'numbers.csv')
    const admin = await signedIn('administrator')
    assert.equal((await admin.visitor.get(`/exports/${id}/file`)).status, 200)
    assert.include((await admin.visitor.get('/exports?all=1')).text, user.username)

    await visitor.get('/exports')
    assert.equal((await visitor.post(`/exports/${id}/delete`, {})).location, '/exports')
    assert.isFalse(await hasFile(id))
    assert.equal((await visitor.get(`/exports/${id}`)).status, 404)
  })

  test('can be cancelled while they are written, and leave nothing behind', async ({ assert }) => {
    const { user, visitor } = await signedIn('viewer')
    const { table, letGo } = longTable(6_000)
    const id = await beginExport(table.name, user.id)
    const runner = new JobRunner()
    await runner.lookOnce()
    await visitor.get(`/exports/${id}`)
    await visitor.post(`/exports/${id}/cancel`, {})
    assert.equal((await keptExport(id)).state, 'cancelled')
    letGo()
    await runner.idle()
    assert.equal((await keptExport(id)).state, 'cancelled')
    assert.include((await visitor.get(`/exports/${id}`)).text, 'The export was cancelled.')
    assert.isFalse(await hasFile(id))
  })

  test('are removed after a week', async ({ assert }) => {
    const { user } = await signedIn('viewer')
    const { table, letGo } = longTable(10)
    letGo()
    const [old, fresh] = [
      await beginExport(table.name, user.id),
      await beginExport(table.name, user.id),
    ]
    const runner = new JobRunner()
    for (let round = 0; round < 2; round++) {
      await runner.lookOnce()
      await runner.idle()
    }
    const longAgo = new Date(Date.now() - 8 * 86_400_000)
    await db
      .from('table_exports')
      .where('id', old)
      .update({ created_at: toDatabaseTime(longAgo) })
    await utimes(join(storeFolder('exports'), exportKey(old)), longAgo, longAgo)
    const context = { breathe: async () => {} } as Parameters<typeof cleanExports.handle>[0]
    await cleanExports.handle(context)

    assert.isNull(await findKeptExport(old))
    assert.isFalse(await hasFile(old))
    assert.equal((await keptExport(fresh)).state, 'done')
    assert.isTrue(await hasFile(fresh))
    await deleteExport(await keptExport(fresh))
  })
})
