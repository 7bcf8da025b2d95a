import { readFileSync } from 'node:fs'
import { IANAZone } from 'luxon'
import proxyAddr from 'proxy-addr'
import {
  choice,
  InvalidSetting,
  isGiven,
  portNumber,
  required,
  text,
  url,
  wholeNumber,
  yesNo,
  type Source,
} from './setting_readers.js'
import { readFileSettings } from './settings_files.js'
import { eventLogSettings } from './settings_kafka.js'
import { noReplica, replicaSettings } from './settings_replicas.js'
import { readAnalysisSettings } from './settings_analysis.js'

export { InvalidSetting }

function timeZone(source: Source, name: string): string {
  const zone = text(source, name, Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC')
  if (IANAZone.isValidZone(zone)) return zone
  throw new InvalidSetting(
    `${name} is "${zone}", which is no time zone. Example: ${name}=Europe/London`
  )
}

function currency(source: Source, name: string): string {
  const code = text(source, name, 'GBP')
  if (/^[A-Z]{3}$/.test(code)) return code
  throw new InvalidSetting(
    `${name} is "${code}", but must be a three-letter code. Example: ${name}=EUR`
  )
}

function appKey(source: Source): string {
  const key = required(source, 'APP_KEY', 'a random text of 32 or more characters')
  if (key.length >= 32) return key
  throw new InvalidSetting('APP_KEY is too short: it must have 32 or more characters')
}

function role(source: Source, connection: 'sqlite' | 'mysql') {
  const value = choice(source, 'ROLE', ['all', 'web', 'worker'] as const)
  if (value === 'all' || connection === 'mysql') return value
  throw new InvalidSetting(
    `ROLE is "${value}", but SQLite serves all roles in one process. ` +
      'Example: ROLE=all, or DB_CONNECTION=mysql for separate roles'
  )
}

function queueDriver(source: Source, connection: 'sqlite' | 'mysql') {
  const value = choice(source, 'QUEUE_DRIVER', ['database', 'bullmq'] as const)
  if (value === 'database') return value
  if (connection === 'sqlite') {
    throw new InvalidSetting(
      'QUEUE_DRIVER is "bullmq", but SQLite serves all roles in one process, which needs no queue server. ' +
        'Example: QUEUE_DRIVER=database, or DB_CONNECTION=mysql'
    )
  }
  required(source, 'VALKEY_HOST', '127.0.0.1')
  return value
}

function cacheStore(source: Source) {
  const value = choice(source, 'CACHE_STORE', ['memory', 'valkey'] as const)
  if (value === 'valkey') required(source, 'VALKEY_HOST', '127.0.0.1')
  return value
}

function proxies(source: Source, name: string): string {
  const addresses = text(source, name, '')
  try {
    if (addresses) proxyAddr.compile(addresses.split(','))
    return addresses
  } catch {
    throw new InvalidSetting(
      `${name} is "${addresses}", but must be IP addresses or networks. Example: ${name}=127.0.0.1,10.0.0.0/8`
    )
  }
}

const LOG_LEVELS = ['info', 'debug', 'trace', 'warn', 'error', 'fatal', 'silent'] as const

/**
 * Every setting that Bincard reads from the environment, checked.
 * Throws {@link InvalidSetting} for the first that is missing or wrong.
 */
export function readSettings(source: Source) {
  const port = portNumber(source, 'PORT', 3333)
  const connection = choice(source, 'DB_CONNECTION', ['sqlite', 'mysql'] as const)
  return {
    nodeEnv: text(source, 'NODE_ENV', 'production'),
    port,
    host: text(source, 'HOST', '127.0.0.1'),
    appUrl: url(source, 'APP_URL', `http://localhost:${port}`),
    appKey: appKey(source),
    dataDir: text(source, 'DATA_DIR', 'data'),
    role: role(source, connection),
    logLevel: choice(source, 'LOG_LEVEL', LOG_LEVELS),
    ...companySettings(source),
    secureCookies: yesNo(
      source,
      'SECURE_COOKIES',
      text(source, 'APP_URL', '').startsWith('https:')
    ),
    trustProxy: proxies(source, 'TRUST_PROXY'),
    demo: yesNo(source, 'DEMO', true),
    /** Who scrapes metrics brings it; none: private addresses may. */
    metricsToken: metricsToken(source),
    webhookAllowPrivate: yesNo(source, 'WEBHOOK_ALLOW_PRIVATE', false),
    /** The largest file that can be attached, in megabytes. */
    uploadLimit: wholeNumber(source, 'UPLOAD_LIMIT', { fallback: 500, least: 1, most: 1_000_000 }),
    admin: {
      username: text(source, 'ADMIN_USERNAME', ''),
      password: text(source, 'ADMIN_PASSWORD', ''),
      email: text(source, 'ADMIN_EMAIL', ''),
    },
    ...serviceSettings(source, connection),
    files: readFileSettings(source),
    ...eventLogSettings(source),
    database: {
      connection,
      ...(connection === 'mysql' ? mysqlSettings(source) : { ...NO_SERVER, ...noReplica(source) }),
    },
  }
}

function metricsToken(source: Source): string {
  const token = text(source, 'METRICS_TOKEN', '')
  if (token === '' || /^[\x21-\x7e]{16,200}$/.test(token)) return token
  throw new InvalidSetting(
    'METRICS_TOKEN is no secret to rely on: it must have 16 to 200 letters, digits and signs, without blanks. ' +
      'Example: METRICS_TOKEN=3f9c0e8a51d7b2640f1e5d8c'
  )
}

function companySettings(source: Source) {
  return {
    companyName: text(source, 'COMPANY_NAME', 'My shop'),
    companyTimeZone: timeZone(source, 'COMPANY_TIMEZONE'),
    companyCurrency: currency(source, 'COMPANY_CURRENCY'),
    /** Which of them the operator has set: these cannot be changed on the settings page. */
    given: {
      COMPANY_NAME: isGiven(source, 'COMPANY_NAME'),
      COMPANY_TIMEZONE: isGiven(source, 'COMPANY_TIMEZONE'),
      COMPANY_CURRENCY: isGiven(source, 'COMPANY_CURRENCY'),
    },
  }
}

function serviceSettings(source: Source, connection: 'sqlite' | 'mysql') {
  return {
    queueDriver: queueDriver(source, connection),
    cacheStore: cacheStore(source),
    ...readAnalysisSettings(source, role(source, connection)),
    valkey: {
      host: text(source, 'VALKEY_HOST', '127.0.0.1'),
      port: portNumber(source, 'VALKEY_PORT', 6379),
      password: source.VALKEY_PASSWORD ?? '',
    },
  }
}

const NO_SERVER = { host: '', port: 0, user: '', password: '', name: '', pool: 1, tls: null }

function mysqlSettings(source: Source) {
  return {
    host: required(source, 'DB_HOST', '127.0.0.1'),
    port: portNumber(source, 'DB_PORT', 3306),
    user: required(source, 'DB_USER', 'bincard'),
    password: source.DB_PASSWORD ?? '',
    name: required(source, 'DB_DATABASE', 'bincard'),
    pool: wholeNumber(source, 'DB_POOL', { fallback: 10, least: 2, most: 1_000 }),
    tls: databaseTls(source),
    ...replicaSettings(source),
  }
}

/** How the connection to the database is encrypted; null when it is not. */
function databaseTls(source: Source): { rejectUnauthorized: boolean; ca?: string } | null {
  const mode = choice(source, 'DB_TLS', ['off', 'on', 'verify'] as const)
  const file = text(source, 'DB_TLS_CA', '')
  if (mode === 'off') return null
  try {
    const ca = file ? readFileSync(file, 'utf8') : undefined
    return { rejectUnauthorized: mode === 'verify', ca }
  } catch {
    throw new InvalidSetting(
      `DB_TLS_CA is "${file}", which cannot be read. Example: DB_TLS_CA=/etc/ssl/database-ca.pem`
    )
  }
}
