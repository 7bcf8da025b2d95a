import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { drainProjections } from '#events/embedded_event_log'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { signedIn } from '#tests/helpers/visitor'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { ownName } from '#tests/helpers/catalog'

const QUANTITY = 100_000n
const MONEY = 1_000_000n

async function sell(name: string, price: bigint) {
  const common = {
    partId: await makePart({ name }),
    locationId: await makeLocation(),
    actorId: null,
  }
  await receiveStock({ ...common, kind: 'receive', quantity: QUANTITY, unitCost: 6n * MONEY })
  await issueStock({ ...common, kind: 'sale', quantity: QUANTITY, unitPrice: price * MONEY })
}

const viewer = async () => (await signedIn('viewer')).visitor

test.group('Sales analysis by SQL', (group) => {
  const word = ownName('analysed').replace('analysed ', 'w')
  group.setup(async () => {
    await sell(`${word} lamp <b>`, 10n)
    await sell(`${word} chair`, 30n)
    await sell(`${word} gift`, 5n)
    await drainProjections()
  })

  test('shows sales, profit and margin of each item, the best first', async ({ assert }) => {
    const visitor = await viewer()
    const { status, text } = await visitor.get(`/insights/sales?search=${word}`)

    assert.equal(status, 200)
    const [chair, lamp, gift] = ['chair', 'lamp &lt;b&gt;', 'gift'].map((name) =>
      text.indexOf(`>${word} ${name}</a>`)
    )
    assert.isTrue(chair > 0 && lamp > chair && gift > lamp)
    assert.include(text, '80.0')
    assert.include(text, '3 items: 45.00, profit 27.00')
    assert.include(text, 'Computed by the database just now.')
  })

  test('is sorted by name and by profit, and searched without a find', async ({ assert }) => {
    const visitor = await viewer()
    const read = async (query: string) => (await visitor.get(`/insights/sales?${query}`)).text
    const byName = await read(`search=${word}&ordering=name`)
    const worst = await read(`search=${word}&ordering=profit`)
    const none = await read('search=nothing-like-it')

    assert.isBelow(byName.indexOf(`${word} chair</a>`), byName.indexOf(`${word} gift</a>`))
    assert.isBelow(worst.indexOf(`${word} gift</a>`), worst.indexOf(`${word} chair</a>`))
    assert.include(none, 'No item matches these filters.')
  })

  test('leads to the item itself', async ({ assert }) => {
    const visitor = await viewer()
    const { text } = await visitor.get(`/insights/sales?search=${word}`)
    const { id } = await db.from('parts').where('name', `${word} chair`).firstOrFail()

    assert.include(text, `href="/items/${id}">${word} chair</a>`)
  })

  test('is a file of what is found, as it is sorted', async ({ assert }) => {
    await sell(`=${word} cup`, 8n)
    await drainProjections()
    const visitor = await viewer()
    const path = `/insights/sales/export.csv?search=${word}&ordering=name`
    const { text } = await visitor.get(`${path}&columns=name,total,profit,margin`)
    const lines = text.replace('\uFEFF', '').trim().split('\r\n')
    const sheet = await visitor.get(`/insights/sales/export.xlsx?search=${word}`)

    assert.deepEqual(lines, [
      'Item,Sales,Profit,Margin (%)',
      `'=${word} cup,8.00,2.00,25`,
      `${word} chair,30.00,24.00,80`,
      `${word} gift,5.00,-1.00,-20`,
      `${word} lamp <b>,10.00,4.00,40`,
    ])
    assert.equal(sheet.status, 200)
    const page = await visitor.get(`/insights/sales?search=${word}&ordering=name`)
    assert.include(page.text, '/insights/sales/export.csv?')
    assert.include(page.text, `search=${word}`)
  })

  test('is a card of the dashboard', async ({ assert }) => {
    const { text } = await (await viewer()).get('/')

    assert.include(text, 'href="/insights/sales"')
  })

  test('cannot be run where the database answers by itself', async ({ assert }) => {
    const { visitor: manager } = await signedIn('manager')
    const answer = await manager.post('/insights/sales', {})

    assert.equal(answer.status, 404)
    assert.isEmpty(await db.from('job_runs').where('name', 'hdfs_export'))
  })
})
