import { test } from '@japa/runner'
import { isPlainRead, repeatLostReads } from '#core/repeat_reads'

/** What the driver says when the server has gone. */
const LOST = Object.assign(new Error('gone'), { code: 'ECONNRESET', fatal: true })

/** A pool whose first connections are lost in their first statement. */
function poolThatLoses(lost: number) {
  const given = new Set<object>()
  const asked: object[] = []
  const sender = {
    given,
    asked,
    async _query(connection: object, statement: { sql?: string }) {
      asked.push(connection)
      if (asked.length <= lost && statement.sql) throw LOST
      return 'rows'
    },
    async acquireConnection() {
      const connection = {}
      given.add(connection)
      return connection
    },
    async releaseConnection(connection: object) {
      given.delete(connection)
    },
  }
  repeatLostReads(sender)
  return sender
}

test.group('A reading whose connection is lost', () => {
  test('is done again on another one, and none is kept', async ({ assert }) => {
    const pool = poolThatLoses(2)
    const first = await pool.acquireConnection()

    assert.equal(await pool._query(first, { sql: 'select * from `parts`' }), 'rows')
    assert.equal(new Set(pool.asked).size, 3)
    assert.equal(pool.given.size, 0)
    assert.property(first, '__knex__disposed')
  })

  test('is given up after some tries', async ({ assert }) => {
    const pool = poolThatLoses(10)
    const first = await pool.acquireConnection()

    await assert.rejects(() => pool._query(first, { sql: 'select 1' }), 'gone')
    assert.lengthOf(pool.asked, 4)
    assert.equal(pool.given.size, 0)
  })

  test('is no write, which may have taken effect', async ({ assert }) => {
    const pool = poolThatLoses(1)

    await assert.rejects(() => pool._query({}, { sql: 'update `parts` set `name` = ?' }), 'gone')
    assert.lengthOf(pool.asked, 1)
  })

  test('is known by its words: {0}')
    .with([
      ['select `update` from `log` where note = "delete into"', true],
      ['  WITH days AS (SELECT 1) SELECT * FROM days', true],
      ['WITH old AS (SELECT 1) DELETE FROM parts', false],
      ['SELECT id INTO @id FROM parts', false],
      ['select * from `parts` for update', false],
      ["SELECT GET_LOCK('x', 1)", false],
      ['INSERT INTO parts SELECT 1', false],
      ['SHOW TABLES', false],
    ] as const)
    .run(({ assert }, [sql, isRead]) => {
      assert.equal(isPlainRead(sql), isRead)
    })
})
