import { spawnSync } from 'node:child_process'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { explainConnection } from '#core/explain_connection'
import { PROGRAMS, SERVER } from '#tests/helpers/programs'

function doctor(settings: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['ace.js', 'db:doctor'], {
    cwd: PROGRAMS,
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
    assert.include(
      explainConnection({ code: 'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER' }, wanted),
      'log_bin_trust_function_creators'
    )
    assert.isUndefined(explainConnection({ code: 'ER_LOCK_DEADLOCK' }, wanted))
    const denied = "CREATE command denied to user 'ann'@'10.0.0.2' for table `shop`.`parts`"
    assert.include(
      explainConnection({ code: 'ER_TABLEACCESS_DENIED_ERROR', message: denied }, wanted),
      "GRANT CREATE ON `shop`.* TO 'ann'@'10.0.0.2'"
    )
  })
})

/** What a server says that cannot start. */
function failedStart(settings: Record<string, string>, options: string[] = ['--prepare']) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...SERVER, ...options], {
    cwd: PROGRAMS,
    env: { ...process.env, NODE_ENV: 'production', PORT: '3999', ...settings },
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { status, text: stdout + stderr }
}

if (process.env.DB_CONNECTION === 'mysql') {
  test.group('A database that cannot be used', () => {
    test('is told apart by db:doctor: unknown, or a wrong password', ({ assert }) => {
      const unknown = doctor({ DB_DATABASE: 'bincard_nothing' })
      const refused = doctor({ DB_PASSWORD: 'wrong' })

      assert.deepEqual([unknown.status, refused.status], [1, 1])
      assert.include(unknown.text, 'There is no database "bincard_nothing"')
      assert.include(refused.text, 'does not let "bincard" in')
    })

    test('stops the start with one line that says what to do', ({ assert }) => {
      const cases: [Record<string, string>, RegExp][] = [
        [{ DB_HOST: 'nowhere.invalid' }, /^The host "nowhere\.invalid" .*DB_HOST/],
        [{ DB_PORT: '1' }, /^Nothing answers at 127\.0\.0\.1:1\./],
        [{ DB_PASSWORD: 'wrong' }, /^127\.0\.0\.1:\d+ does not let "bincard" in\..*GRANT ALL ON/],
        [
          { DB_DATABASE: 'bincard_nothing' },
          /^There is no database "bincard_nothing".*CREATE DATABASE/,
        ],
        [{ DB_TLS: 'verify', DB_TLS_CA: '' }, /DB_TLS/],
      ]
      for (const [settings, line] of cases) {
        const { status, text } = failedStart(settings)
        assert.equal(status, 1, text)
        assert.match(text.trim(), line)
        assert.lengthOf(text.trim().split('\n'), 1, text)
      }
    })

    if (process.env.DB_TLS_CA) {
      test('is reached by TLS, and only with a certificate that can be trusted where that is asked for', ({
        assert,
      }) => {
        const ways: Record<string, string>[] = [
          { DB_TLS: 'on', DB_TLS_CA: '' },
          { DB_TLS: 'verify' },
        ]
        for (const settings of ways) {
          const { status, text } = doctor(settings)
          assert.equal(status, 0, text)
          assert.match(text, /Encryption: TLS_/)
        }
        const distrusted = doctor({ DB_TLS: 'verify', DB_TLS_CA: '' })
        assert.equal(distrusted.status, 1)
        assert.match(distrusted.text, /cannot be trusted .*DB_TLS_CA/)
      })
    }

    test('serves nobody while it lacks migrations', async ({ assert, cleanup }) => {
      await db.rawQuery('CREATE DATABASE bincard_bare')
      cleanup(async () => void (await db.rawQuery('DROP DATABASE bincard_bare')))
      const { status, text } = failedStart({ DB_DATABASE: 'bincard_bare' }, [])

      assert.equal(status, 1, text)
      assert.match(
        text.trim(),
        /^The database lacks \d+ of \d+ migrations\. Run: node ace migration:run --force$/
      )
    })
  })
}
