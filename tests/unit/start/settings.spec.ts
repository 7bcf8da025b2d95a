import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { InvalidSetting, readSettings } from '#start/settings'

const KEY = { APP_KEY: 'settings-tests-settings-tests-settings' }
const S3 = {
  DRIVE_DISK: 's3',
  S3_MEDIA_BUCKET: 'shop-media',
  S3_EXPORT_BUCKET: 'shop-exports',
  S3_STATIC_BUCKET: 'shop-static',
  S3_ACCESS_KEY_ID: 'shop',
  S3_SECRET_ACCESS_KEY: 'the secret of the shop',
}
const KAFKA = { EVENT_LOG: 'kafka', KAFKA_BROKERS: 'kafka:9092' }
const MYSQL = { DB_CONNECTION: 'mysql', DB_HOST: 'db', DB_USER: 'u', DB_DATABASE: 'd' }

/** The name of every setting that is read. */
function readNames(): string[] {
  const names = new Set<string>()
  const source: Record<string, string> = {
    ...KEY,
    ...MYSQL,
    ...S3,
    ...KAFKA,
    KAFKA_SASL: 'plain',
    KAFKA_USER: 'u',
    KAFKA_PASSWORD: 'p',
  }
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
      ['EVENT_LOG', 'rabbit'],
      ['METRICS_TOKEN', 'short'],
      ['METRICS_TOKEN', 'a secret of several words'],
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

  test('of Kafka are checked too')
    .with([
      ['KAFKA_BROKERS', 'kafka'],
      ['KAFKA_BROKERS', 'kafka:70000'],
      ['KAFKA_BROKERS', 'kafka:9092,'],
      ['KAFKA_PREFIX', 'my shop'],
      ['KAFKA_PARTITIONS', '0'],
      ['KAFKA_RETENTION_HOURS', 'week'],
      ['KAFKA_SESSION_TIMEOUT_MS', '10'],
      ['KAFKA_TLS', 'yes'],
      ['KAFKA_SASL', 'gssapi'],
    ] as const)
    .run(({ assert }, [name, value]) => {
      assert.throws(
        () => readSettings({ ...KEY, ...KAFKA, [name]: value }),
        new RegExp(`^${name} is`)
      )
    })

  test('of Kafka that are missing are named', ({ assert }) => {
    assert.throws(() => readSettings({ ...KEY, EVENT_LOG: 'kafka' }), /^KAFKA_BROKERS is missing/)
    const signIn = { ...KEY, ...KAFKA, KAFKA_SASL: 'scram-sha-512' }
    assert.throws(() => readSettings(signIn), /^KAFKA_USER is missing/)
    const ca = { ...KEY, ...KAFKA, KAFKA_TLS: 'verify', KAFKA_TLS_CA: '/nowhere/ca.pem' }
    assert.throws(() => readSettings(ca), /^KAFKA_TLS_CA is .*cannot be read/)
  })

  test('of a database server are checked too')
    .with([
      ['DB_POOL', '1'],
      ['DB_POOL', 'many'],
      ['DB_TLS', 'yes'],
      ['DB_REPLICAS', 'db-2'],
      ['DB_REPLICAS', 'db-2:3306,'],
      ['DB_REPLICA_MAX_LAG_SECONDS', '0'],
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

  test('of an object store are missed and refused by name')
    .with([
      ['S3_MEDIA_BUCKET', '', 'is missing'],
      ['S3_EXPORT_BUCKET', 'Exports', 'is "Exports"'],
      ['S3_STATIC_BUCKET', 'a', 'is "a"'],
      ['S3_ACCESS_KEY_ID', '', 'is missing'],
      ['S3_SECRET_ACCESS_KEY', '', 'is missing'],
      ['S3_MEDIA_ACCESS_KEY_ID', 'alone', 'S3_MEDIA_SECRET_ACCESS_KEY is missing'],
      ['S3_ENDPOINT', 's3:9000', 'is "s3:9000"'],
      ['S3_SERVE', 'proxy', 'is "proxy"'],
      ['DRIVE_DISK', 'gcs', 'is "gcs"'],
      ['ASSETS_URL', 'cdn', 'is "cdn"'],
    ] as const)
    .run(({ assert }, [name, value, refusal]) => {
      const message = refusal.startsWith('is') ? `${name} ${refusal}` : refusal
      assert.throws(() => readSettings({ ...KEY, ...S3, [name]: value }), new RegExp(`^${message}`))
    })

  test('of an object store give each store its key, and need none for a process that only serves', ({
    assert,
  }) => {
    const own = (store: string) => ({
      [`S3_${store}_ACCESS_KEY_ID`]: store,
      [`S3_${store}_SECRET_ACCESS_KEY`]: `secret of ${store}`,
    })
    const buckets = { ...S3, S3_ACCESS_KEY_ID: '', S3_SECRET_ACCESS_KEY: '' }
    const keys = { ...own('MEDIA'), ...own('EXPORT'), ...own('STATIC') }
    const common = readSettings({ ...KEY, ...S3, ...own('MEDIA') }).files.objectStore
    const apart = readSettings({ ...KEY, ...buckets, ...keys }).files.objectStore

    assert.deepEqual(common?.media.key, { id: 'MEDIA', secret: 'secret of MEDIA' })
    assert.deepEqual(common?.exports.key, { id: 'shop', secret: 'the secret of the shop' })
    assert.deepEqual(common?.admin, common?.exports.key)
    assert.equal(apart?.exports.key.id, 'EXPORT')
    assert.isNull(apart?.admin)
    assert.isNull(readSettings(KEY).files.objectStore)
  })

  test('of Hadoop are missed and refused by name', ({ assert }) => {
    const hadoop = {
      ...KEY,
      ANALYSIS_ENGINE: 'hadoop',
      WEBHDFS_URL: 'http://one:9870, http://two:9870/',
      WEBHDFS_USER: 'bincard',
      HADOOP_CLASSPATH: '/conf:/libs/*',
    }
    const read = (change: object) => () => readSettings({ ...hadoop, ...change })

    assert.deepEqual(read({})().hadoop.nameNodes, ['http://one:9870', 'http://two:9870'])
    assert.equal(read({ HADOOP_CONF_DIR: '/etc/h' })().hadoop.classPath, '/etc/h:/conf:/libs/*')
    assert.throws(read({ ANALYSIS_ENGINE: 'spark' }), /^ANALYSIS_ENGINE is "spark"/)
    assert.throws(read({ WEBHDFS_URL: '' }), /^WEBHDFS_URL is missing/)
    assert.throws(read({ WEBHDFS_URL: 'one:9870' }), /^WEBHDFS_URL has "one:9870"/)
    assert.throws(read({ WEBHDFS_USER: '' }), /^WEBHDFS_USER is missing/)
    assert.throws(read({ HADOOP_CLASSPATH: '' }), /^HADOOP_HOME and HADOOP_CLASSPATH are missing/)
    assert.throws(
      read({ HADOOP_HOME: '/nowhere', HADOOP_CLASSPATH: '' }),
      /^HADOOP_HOME is "\/nowhere"/
    )
    assert.throws(read({ YARN_URL: 'rm:8088' }), /^YARN_URL has "rm:8088"/)
  })

  test('are all shown in .env.example and in the README', ({ assert }) => {
    const example = readFileSync(app.makePath('.env.example'), 'utf8')
    const readme = readFileSync(app.makePath('README.md'), 'utf8')
    const shown = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name)
    assert.sameMembers(shown, readNames())
    for (const name of readNames()) assert.include(readme, `\`${name}\``)
  })
})
