import { test } from '@japa/runner'
import { OwnServer } from '#tests/helpers/own_server'
import { beginImport, shownCount, untilOver, untilSomeAreDone } from '#tests/helpers/import_run'
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

test.group('A server killed in the middle of an import', () => {
  test('goes on where it was, and applies each row once', async ({ assert }) => {
    const server = await OwnServer.start()
    try {
      const visitor = await administrator(server)
      const begin = (kind: string, content: string) =>
        beginImport(server.base, visitor, { kind, content })
      const items = await begin('items', 'Name,SKU\nCounted,K1\n')
      await untilOver(visitor, items)
      await visitor.post(`${items}/start`, {}, { from: items })
      await untilOver(visitor, items)

      const lines = Array.from({ length: ROWS }, (_, index) => `K1,Shelf,1,${index}`)
      const other = Array.from({ length: 200 }, (_, index) => `Other ${index},O${index}`)
      const stock = await begin('locations', 'Path\nShelf\n')
      await untilOver(visitor, stock)
      await visitor.post(`${stock}/start`, {}, { from: stock })
      await untilOver(visitor, stock)
      const content = `SKU,Location,Quantity,Note\n${lines.join('\n')}\n`
      const transactions = await begin('transactions', content)
      // Another one at the same time.
      const beside = await begin('items', `Name,SKU\n${other.join('\n')}\n`)
      const checked = await untilOver(visitor, transactions)
      assert.equal(shownCount(checked.text, 'new'), ROWS)
      await visitor.post(`${transactions}/start`, {}, { from: transactions })
      await untilSomeAreDone(visitor, transactions)

      await server.goAway()
      await server.comeBack()
      const killedOnce = await untilSomeAreDone(visitor, transactions)
      await server.goAway()
      await server.comeBack()

      const result = await untilOver(visitor, transactions)
      assert.isAtMost(killedOnce, ROWS)
      assert.equal(shownCount(result.text, 'done'), ROWS)
      assert.equal(shownCount(result.text, 'bad'), 0)
      const balance = await visitor.get('/balance/export.csv')
      assert.include(balance.text, `K1,Counted,Shelf,${ROWS},`)
      const second = await untilOver(visitor, beside)
      assert.equal(shownCount(second.text, 'new'), other.length)
    } finally {
      await server.end()
    }
  }).timeout(180_000)
})
