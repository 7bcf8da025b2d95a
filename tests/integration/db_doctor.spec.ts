import { spawnSync } from 'node:child_process'
import { test } from '@japa/runner'
import { explainConnection } from '#core/explain_connection'

function doctor(settings: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['ace.js', 'db:doctor'], {
    env: { ...process.env, NODE_ENV: 'production', ...settings },
    encoding: 'utf8',
  })
  return { status, text: stdout + stderr }
}

test.group('db:doctor', () => {
  test('finds everything right, on either engine', ({ assert }) => {
    const { status, text } = doctor()

    assert.equal(status, 0, text)
    assert.match(text, /Migrations: all \d+ are run/)
    assert.match(text, process.env.DB_CONNECTION === 'mysql' ? /Rights: all/ : /Journal: wal/)
  })

  test('says in one line what is wrong with a connection, and what to do', ({ assert }) => {
    const wanted = { host: 'db', port: 3306, user: 'ann', name: 'shop' }

    assert.include(explainConnection({ code: 'ER_BAD_DB_ERROR' }, wanted), 'CREATE DATABASE `shop`')
    assert.include(explainConnection({ code: 'ECONNREFUSED' }, wanted), 'db:3306')
    assert.include(explainConnection({ code: 'ER_ACCESS_DENIED_ERROR' }, wanted), 'GRANT ALL')
    assert.isUndefined(explainConnection({ code: 'ER_LOCK_DEADLOCK' }, wanted))
  })
})

if (process.env.DB_CONNECTION === 'mysql') {
  test.group('db:doctor without a way in', () => {
    test('tells an unknown database from a wrong password', ({ assert }) => {
      const unknown = doctor({ DB_DATABASE: 'bincard_nothing' })
      const refused = doctor({ DB_PASSWORD: 'wrong' })

      assert.deepEqual([unknown.status, refused.status], [1, 1])
      assert.include(unknown.text, 'There is no database "bincard_nothing"')
      assert.include(refused.text, 'does not let "bincard" in')
    })
  })
}
