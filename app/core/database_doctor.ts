import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { selectRows } from '#core/sql'
import { isMysql } from '#core/unit_of_work'

/** What was looked at, what was found, and what to do where that is not right. */
export interface Finding {
  subject: string
  found: string
  isRight: boolean
  remedy?: string
}

const OLDEST = { mysql: [8, 0], mariadb: [10, 6] } as const
const NEEDED_RIGHTS =
  'SELECT INSERT UPDATE DELETE CREATE ALTER DROP INDEX REFERENCES TRIGGER'.split(' ')
/** Clocks of server and database that differ by more would date postings wrongly. */
const LARGEST_DRIFT_SECONDS = 5

/** Looks at everything that Bincard needs of its database. Throws what the driver says without a connection. */
export function examineDatabase(): Promise<Finding[]> {
  return isMysql() ? examineServer() : examineFile()
}

async function one(sql: string): Promise<Record<string, unknown>> {
  const [row] = await selectRows<Record<string, unknown>>(db.connection(), sql, [])
  return row ?? {}
}

async function examineServer(): Promise<Finding[]> {
  const facts = await one(
    `SELECT VERSION() AS version, DATABASE() AS name, CURRENT_USER() AS user,
            @@character_set_database AS charset, @@sql_mode AS mode, @@session.time_zone AS zone,
            @@log_bin AS log, @@binlog_format AS log_format,
            TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), '${utcNow()}') AS drift`
  )
  return [
    version(String(facts.version)),
    {
      subject: 'Database',
      found: `${facts.name}, as ${facts.user}`,
      isRight: true,
    },
    await rights(String(facts.name), String(facts.user)),
    {
      subject: 'Character set',
      found: String(facts.charset),
      isRight: facts.charset === 'utf8mb4',
      remedy: `ALTER DATABASE \`${facts.name}\` CHARACTER SET utf8mb4`,
    },
    {
      subject: 'Strict mode',
      found: String(facts.mode),
      isRight: /STRICT_(TRANS|ALL)_TABLES/.test(String(facts.mode)),
      remedy: 'Add STRICT_TRANS_TABLES to sql_mode of the server',
    },
    {
      subject: 'Clock',
      found: `${facts.drift} s apart from this machine's`,
      isRight: Math.abs(Number(facts.drift)) <= LARGEST_DRIFT_SECONDS,
      remedy: 'Let both machines follow the same time server (NTP)',
    },
    timeZone(String(facts.zone)),
    await isolation(facts),
    await triggers(Boolean(Number(facts.log))),
    await encryption(),
    await engines(),
  ]
}

function version(text: string): Finding {
  const kind = /mariadb/i.test(text) ? 'mariadb' : 'mysql'
  const [major, minor] = text.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST[kind]
  return {
    subject: 'Version',
    found: text,
    isRight: major > oldestMajor || (major === oldestMajor && minor >= oldestMinor),
    remedy: 'MySQL 8.0 or MariaDB 10.6, or later, is needed',
  }
}

/** With a binary log, only administrators may make triggers unless the server trusts others to. */
async function triggers(hasLog: boolean): Promise<Finding> {
  const [grants, setting] = await Promise.all([
    readGrants(),
    one("SHOW VARIABLES LIKE 'log_bin_trust_function_creators'"),
  ])
  const isTrusted = setting.Value !== 'OFF'
  const isAdministrator = grants.some((grant) => /(ALL PRIVILEGES|SUPER\b).* ON \*\.\*/.test(grant))
  const mayMake = !hasLog || isTrusted || isAdministrator
  return {
    subject: 'Triggers',
    found: mayMake ? 'can be made' : 'only an administrator can make them, for the binary log',
    isRight: mayMake,
    remedy: 'SET GLOBAL log_bin_trust_function_creators = 1, and the same in its configuration',
  }
}

async function readGrants(): Promise<string[]> {
  const rows = await selectRows<Record<string, string>>(db.connection(), 'SHOW GRANTS', [])
  return rows.map((row) => String(Object.values(row)[0]).replaceAll('\\', ''))
}

/** The rights on the database, as the server lists them. */
async function rights(name: string, user: string): Promise<Finding> {
  const grants = await readGrants()
  const text = grants.filter((grant) => coversDatabase(grant, name)).join(' ')
  const missing = /ALL PRIVILEGES/.test(text)
    ? []
    : NEEDED_RIGHTS.filter((right) => !new RegExp(`\\b${right}\\b`).test(text))
  const [account, host] = user.split('@')
  return {
    subject: 'Rights',
    found: missing.length === 0 ? 'all that are needed' : `${missing.join(', ')} missing`,
    isRight: missing.length === 0,
    remedy: `GRANT ${missing.join(', ')} ON \`${name}\`.* TO '${account}'@'${host}'`,
  }
}

/** Whether a grant is on everything or on this database; its pattern may have % for any text. */
function coversDatabase(grant: string, name: string): boolean {
  const [, pattern = ''] = /ON [`"]?([^`".]+)[`"]?\./.exec(grant) ?? []
  if (pattern === '*') return true
  const parts = pattern.split('%').map((part) => part.replaceAll(/[^\w]/g, (mark) => `\\${mark}`))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name)
}

function timeZone(zone: string): Finding {
  return {
    subject: 'Time zone',
    found: `${zone} in our connections`,
    isRight: zone === '+00:00' || zone === 'UTC',
    remedy: 'A proxy in between drops SET time_zone: let it keep the settings of a session',
  }
}

/** Postings are written and read under READ COMMITTED, which the log of statements cannot follow. */
async function isolation({ version: server, log, log_format: format }: Record<string, unknown>) {
  const variable = /mariadb/i.test(String(server)) ? 'tx_isolation' : 'transaction_isolation'
  const { level } = await one(`SELECT @@session.${variable} AS level`)
  const isCommitted = level === 'READ-COMMITTED'
  const isLogFit = !Number(log) || format !== 'STATEMENT'
  return {
    subject: 'Isolation',
    found: `${level}${isLogFit ? '' : ', but the binary log is of statements'}`,
    isRight: isCommitted && isLogFit,
    remedy: isCommitted
      ? 'Set binlog_format = ROW on the server'
      : 'A proxy in between drops SET SESSION TRANSACTION: let it keep the settings of a session',
  }
}

async function encryption(): Promise<Finding> {
  const { Value: cipher } = await one("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
  const isWanted = env.database.tls !== null
  return {
    subject: 'Encryption',
    found: cipher ? String(cipher) : `none${isWanted ? '' : ' (DB_TLS=off)'}`,
    isRight: Boolean(cipher) || !isWanted,
  }
}

async function engines(): Promise<Finding> {
  const rows = await selectRows<{ name: string }>(
    db.connection(),
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND engine <> 'InnoDB'`,
    []
  )
  const names = rows.map(({ name }) => name)
  return {
    subject: 'Engine',
    found: names.length === 0 ? 'InnoDB' : `not InnoDB: ${names.join(', ')}`,
    isRight: names.length === 0,
    remedy: names.map((table) => `ALTER TABLE ${table} ENGINE = InnoDB`).join('; '),
  }
}

async function examineFile(): Promise<Finding[]> {
  const [{ version: text }, check, journal, keys] = await Promise.all([
    one('SELECT sqlite_version() AS version'),
    one('PRAGMA quick_check'),
    one('PRAGMA journal_mode'),
    one('PRAGMA foreign_keys'),
  ])
  const state = String(check.quick_check)
  return [
    { subject: 'Version', found: `SQLite ${text}`, isRight: true },
    {
      subject: 'File',
      found: state,
      isRight: state === 'ok',
      remedy: 'The file is damaged: put back a backup',
    },
    {
      subject: 'Journal',
      found: String(journal.journal_mode),
      isRight: journal.journal_mode === 'wal',
      remedy: 'The data folder must lie on a local disk: WAL does not work over a network',
    },
    {
      subject: 'Foreign keys',
      found: keys.foreign_keys ? 'checked' : 'not checked',
      isRight: Boolean(keys.foreign_keys),
    },
  ]
}

function utcNow(): string {
  return new Date().toISOString().slice(0, 19).replace('T', ' ')
}
