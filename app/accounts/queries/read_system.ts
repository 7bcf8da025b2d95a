import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { arch, platform, release } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { API_VERSION } from '#core/http/json'
import { selectRows } from '#core/sql'
import { isMysql } from '#core/unit_of_work'

const run = promisify(execFile)

export interface SystemFacts {
  version: string
  /** Null where the program does not lie in a repository. */
  commit: string | null
  apiVersion: number
  node: string
  system: string
  database: string
  databaseBytes: number
  dataFolder: string
  role: string
  uptimeSeconds: number
}

/** What this installation is made of, for who looks after it. */
export async function readSystem(): Promise<SystemFacts> {
  return {
    version: productVersion(),
    commit: await (commit ??= readCommit()),
    apiVersion: API_VERSION,
    node: process.version,
    system: `${platform()} ${release()} (${arch()})`,
    database: await databaseVersion(),
    databaseBytes: await databaseSize(),
    dataFolder: app.makePath(env.dataDir),
    role: env.role,
    uptimeSeconds: Math.floor(process.uptime()),
  }
}

export function productVersion(): string {
  return JSON.parse(readFileSync(app.makePath('package.json'), 'utf8')).version
}

let commit: Promise<string | null> | undefined

async function readCommit(): Promise<string | null> {
  if (!existsSync(app.makePath('.git'))) return null
  try {
    const { stdout } = await run('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd: app.makePath(),
      timeout: 2_000,
    })
    return stdout.trim() || null
  } catch {
    return null
  }
}

async function databaseVersion(): Promise<string> {
  const sql = isMysql() ? 'SELECT VERSION() AS version' : 'SELECT sqlite_version() AS version'
  const [row] = await selectRows<{ version: string }>(db.connection(), sql)
  if (!isMysql()) return `SQLite ${row.version}`
  return row.version.includes('MariaDB') ? `MariaDB ${row.version}` : `MySQL ${row.version}`
}

async function databaseSize(): Promise<number> {
  if (!isMysql()) return fileSizes(join(app.makePath(env.dataDir), 'bincard.sqlite3'))
  const [row] = await selectRows<{ size: unknown }>(
    db.connection(),
    `SELECT SUM(data_length + index_length) AS size
       FROM information_schema.tables WHERE table_schema = DATABASE()`
  )
  return Number(row?.size ?? 0)
}

/** The file, and what was written beside it and is not yet in it. */
function fileSizes(file: string): number {
  return [file, `${file}-wal`]
    .map((name) => statSync(name, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0)
}
