import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { test } from '@japa/runner'
import { OutcomeUnknown } from '#core/connection_faults'
import { selectRows } from '#core/sql'
import { inTransaction } from '#core/transaction'
import { transact, type UnitOfWork } from '#core/unit_of_work'

if (process.env.DB_CONNECTION === 'mysql') {
  test.group('A connection that is lost', () => {
    /** As when the server goes away between a statement and the next. */
    async function lose({ trx }: UnitOfWork): Promise<void> {
      const [{ id }] = await selectRows<{ id: number }>(trx, 'SELECT CONNECTION_ID() AS id')
      await db.rawQuery(`KILL CONNECTION ${Number(id)}`)
    }

    test('in the commit is told, and nobody takes the work for done', async ({ assert }) => {
      const name = `Lost ${randomUUID()}`
      let isTold = false
      const writing = transact(async (unit) => {
        unit.afterCommit(() => (isTold = true))
        await unit.trx.table('job_queues').insert({ name })
        await lose(unit)
      })

      await assert.rejects(() => writing, OutcomeUnknown)
      assert.isFalse(isTold)
      assert.isNull(await db.from('job_queues').where('name', name).first())
    })

    test('before that has the whole work done again', async ({ assert }) => {
      const name = `Found ${randomUUID()}`
      let tries = 0
      await transact(async (unit) => {
        tries++
        if (tries === 1) await lose(unit)
        await unit.trx.table('job_queues').insert({ name })
      })

      assert.equal(tries, 2)
      assert.lengthOf(await db.from('job_queues').where('name', name), 1)
    })

    test('has its isolation until then', async ({ assert }) => {
      const name = `Later ${randomUUID()}`
      const count = async (client: QueryClientContract) =>
        (await client.query().from('job_queues').where('name', name)).length
      const seen = await inTransaction(
        async (trx) => {
          const before = await count(trx)
          await db.table('job_queues').insert({ name })
          return [before, await count(trx)]
        },
        { isolationLevel: 'repeatable read' }
      )

      assert.deepEqual(seen, [0, 0])
      assert.equal(await count(db.connection()), 1)
    })
  })
}
