import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { InvalidSetting, readSettings } from '#start/settings'

const KEY = { APP_KEY: 'settings-tests-settings-tests-settings' }
const MYSQL = { DB_CONNECTION: 'mysql', DB_HOST: 'db', DB_USER: 'u', DB_DATABASE: 'd' }

/** The name of every setting that is read. */
function readNames(): string[] {
  const names = new Set<string>()
  const source: Record<string, string> = { ...KEY, ...MYSQL }
  readSettings(
    new Proxy(source, {
      get(target, name: string) {
        names.add(name)
        return target[name]
      },
    })
  )
  return [...names]
}

test.group('Settings', () => {
  test('have defaults for all but the key', ({ assert }) => {
    const settings = readSettings(KEY)
    assert.equal(settings.port, 3333)
    assert.equal(settings.host, '127.0.0.1')
    assert.equal(settings.appUrl, 'http://localhost:3333')
    assert.equal(settings.database.connection, 'sqlite')
    assert.isTrue(settings.demo)
    assert.isFalse(settings.secureCookies)
  })

  test('take secure cookies from the address', ({ assert }) => {
    assert.isTrue(readSettings({ ...KEY, APP_URL: 'https://shop.example' }).secureCookies)
  })

  test('are refused by name with an example: {0}={1}')
    .with([
      ['APP_KEY', ''],
      ['APP_KEY', 'short'],
      ['PORT', '-1'],
      ['PORT', '65536'],
      ['PORT', '80a'],
      ['APP_URL', 'localhost:3333'],
      ['COMPANY_TIMEZONE', 'London'],
      ['COMPANY_CURRENCY', 'pounds'],
      ['DEMO', 'yes'],
      ['DB_CONNECTION', 'postgres'],
      ['ROLE', 'web'],
      ['QUEUE_DRIVER', 'kafka'],
      ['QUEUE_DRIVER', 'bullmq'],
      ['CACHE_STORE', 'redis'],
      ['VALKEY_PORT', 'x'],
      ['ROLE', 'both'],
      ['TRUST_PROXY', 'caddy'],
      ['LOG_LEVEL', 'loud'],
    ] as const)
    .run(({ assert }, [name, value]) => {
      assert.throws(() => readSettings({ ...KEY, [name]: value }), InvalidSetting)
      try {
        readSettings({ ...KEY, [name]: value })
      } catch (error) {
        assert.isTrue(error.message.startsWith(`${name} is`), error.message)
        assert.notInclude(error.message, '\n')
      }
    })

  test('of a database server are checked too')
    .with([
      ['DB_POOL', '1'],
      ['DB_POOL', 'many'],
      ['DB_TLS', 'yes'],
    ] as const)
    .run(({ assert }, [name, value]) => {
      assert.throws(
        () => readSettings({ ...KEY, ...MYSQL, [name]: value }),
        new RegExp(`^${name} is`)
      )
    })

  test('name a certificate that cannot be read', ({ assert }) => {
    const settings = { ...KEY, ...MYSQL, DB_TLS: 'verify', DB_TLS_CA: '/nowhere/ca.pem' }

    assert.throws(() => readSettings(settings), /^DB_TLS_CA is "\/nowhere\/ca.pem"/)
  })

  test('are missed by name on MySQL', ({ assert }) => {
    for (const name of ['DB_HOST', 'DB_USER', 'DB_DATABASE']) {
      assert.throws(() => readSettings({ ...KEY, ...MYSQL, [name]: '' }), `${name} is missing`)
    }
  })

  test('are all shown in .env.example and in the README', ({ assert }) => {
    const example = readFileSync(app.makePath('.env.example'), 'utf8')
    const readme = readFileSync(app.makePath('README.md'), 'utf8')
    const shown = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    assert.sameMembers(shown, readNames())
    for (const name of readNames()) assert.include(readme, `\`${name}\``)
  })
})
