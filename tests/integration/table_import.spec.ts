import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { OwnServer } from '#tests/helpers/own_server'
import { formOf } from '#tests/helpers/imports'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'
const ROWS = 3_000

async function administrator(server: OwnServer): Promise<Visitor> {
  const visitor = new Visitor(server.base)
  await visitor.get('/set-up')
  await visitor.post('/set-up', {
    username: 'admin',
    email: '',
    password: PASSWORD,
    password_again: PASSWORD,
  })
  await visitor.signIn('admin', PASSWORD)
  return visitor
}

async function begin(server: OwnServer, visitor: Visitor, kind: string, content: string) {
  const account = await visitor.get('/account')
  const token = /name=["']csrf-token["'] content=["']([^"']+)/.exec(account.text)?.[1] ?? ''
  const form = new FormData()
  form.append('file', new Blob([content]), 'table.csv')
  const answer = await fetch(`${server.base}/imports/files?kind=${kind}`, {
    method: 'POST',
    body: form,
    headers: { 'cookie': visitor.cookies, 'hx-request': 'true', 'x-csrf-token': token },
  })
  const columns = answer.headers.get('hx-redirect') ?? ''
  const address = columns.replace('/columns', '')
  const page = await visitor.get(columns)
  await visitor.post(`${address}/check`, formOf(page.text), { from: columns })
  return address
}

async function untilOver(visitor: Visitor, address: string) {
  for (;;) {
    const { headers } = await visitor.get(`${address}/progress`)
    if (headers.get('hx-redirect')) return visitor.get(address)
    await sleep(50)
  }
}

async function untilSomeAreDone(visitor: Visitor, address: string) {
  for (;;) {
    const { text, headers } = await visitor.get(`${address}/progress`)
    const done = Number(/([\d,]+) of/.exec(text)?.[1].replaceAll(',', '') ?? 0)
    if (done > 0 || headers.get('hx-redirect')) return done
    await sleep(20)
  }
}

function shown(text: string, name: string): number {
  const found = new RegExp(`data-count="${name}">([^<]*)<`).exec(text)?.[1] ?? '-1'
  return Number(found.replaceAll(',', ''))
}

test.group('A server killed in the middle of an import', () => {
  test('goes on where it was, and applies each row once', async ({ assert }) => {
    const server = await OwnServer.start()
    try {
      const visitor = await administrator(server)
      const items = await begin(server, visitor, 'items', 'Name,SKU\nCounted,K1\n')
      await untilOver(visitor, items)
      await visitor.post(`${items}/start`, {}, { from: items })
      await untilOver(visitor, items)

      const lines = Array.from({ length: ROWS }, (_, index) => `K1,Shelf,1,${index}`)
      const other = Array.from({ length: 200 }, (_, index) => `Other ${index},O${index}`)
      const stock = await begin(server, visitor, 'locations', 'Path\nShelf\n')
      await untilOver(visitor, stock)
      await visitor.post(`${stock}/start`, {}, { from: stock })
      await untilOver(visitor, stock)
      const content = `SKU,Location,Quantity,Note\n${lines.join('\n')}\n`
      const transactions = await begin(server, visitor, 'transactions', content)
      // Another one at the same time.
      const beside = await begin(server, visitor, 'items', `Name,SKU\n${other.join('\n')}\n`)
      const checked = await untilOver(visitor, transactions)
      assert.equal(shown(checked.text, 'new'), ROWS)
      await visitor.post(`${transactions}/start`, {}, { from: transactions })
      await untilSomeAreDone(visitor, transactions)

      await server.goAway()
      await server.comeBack()
      const killedOnce = await untilSomeAreDone(visitor, transactions)
      await server.goAway()
      await server.comeBack()

      const result = await untilOver(visitor, transactions)
      assert.isAtMost(killedOnce, ROWS)
      assert.equal(shown(result.text, 'done'), ROWS)
      assert.equal(shown(result.text, 'bad'), 0)
      const balance = await visitor.get('/balance/export.csv')
      assert.include(balance.text, `K1,Counted,Shelf,${ROWS},`)
      const second = await untilOver(visitor, beside)
      assert.equal(shown(second.text, 'new'), other.length)
    } finally {
      await server.end()
    }
  }).timeout(180_000)
})
