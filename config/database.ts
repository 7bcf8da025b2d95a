import { isAbsolute, join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/lucid'
import env from '#start/env'
import { makeFolder } from '#start/make_folder'
import { cacheStatements, type PreparingConnection } from '#core/sqlite_statements'

/** The folder that holds everything the product keeps: database file, uploads, logs. Outside the build. */
export const dataDirectory = isAbsolute(env.dataDir)
  ? env.dataDir
  : join(projectRoot(), env.dataDir)

function projectRoot() {
  return process.env.PROJECT_ROOT ?? app.appRoot.pathname
}

export const sqliteFile = process.env.SQLITE_FILE ?? join(dataDirectory, 'bincard.sqlite3')

if (env.database.connection === 'sqlite') makeFolder(dataDirectory)

interface BetterSqlite extends PreparingConnection {
  pragma(statement: string): unknown
}

const migrations = { naturalSort: true, paths: ['database/migrations'] }

// One connection writes and reads: a second would meet SQLITE_BUSY in read-then-write transactions.
// A query inside a transaction must therefore be given that transaction, or it waits for itself.
const sqlite = {
  client: 'better-sqlite3' as const,
  connection: { filename: sqliteFile },
  useNullAsDefault: true,
  pool: {
    min: 1,
    max: 1,
    afterCreate(
      connection: BetterSqlite,
      done: (error: Error | null, connection: BetterSqlite) => void
    ) {
      connection.pragma('journal_mode = WAL')
      connection.pragma(`synchronous = ${process.env.SQLITE_SYNCHRONOUS ?? 'FULL'}`)
      connection.pragma('busy_timeout = 5000')
      connection.pragma('foreign_keys = ON')
      connection.pragma('cache_size = -65536')
      connection.pragma('temp_store = MEMORY')
      connection.pragma('mmap_size = 1073741824')
      cacheStatements(connection)
      done(null, connection)
    },
  },
  migrations,
  schemaGeneration: { enabled: false },
}

/** Of mysql2, as far as it is used here. */
interface ServerConnection {
  query(sql: string, done: (error: Error | null) => void): void
}

/** How long whoever needs a connection waits for one: while the pool is used up, or the server restarts. */
const CONNECTION_WITHIN_MS = 10_000

export const mysqlConnection = {
  host: env.database.host,
  port: env.database.port,
  user: env.database.user,
  password: env.database.password,
  database: env.database.name,
  charset: 'utf8mb4',
  timezone: 'Z',
  // Dates stay the strings of the database and large numbers stay exact.
  dateStrings: true,
  supportBigNumbers: true,
  ...(env.database.tls ? { ssl: env.database.tls } : {}),
  connectTimeout: CONNECTION_WITHIN_MS,
}

const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00'",
]

/** Says these to each new connection, one after the other. */
function saying(statements: readonly string[]) {
  return (
    connection: ServerConnection,
    done: (error: Error | null, connection: ServerConnection) => void
  ) => {
    const say = (index: number) => {
      if (index === statements.length) return done(null, connection)
      connection.query(statements[index], (error) =>
        error ? done(error, connection) : say(index + 1)
      )
    }
    say(0)
  }
}

const mysql = {
  client: 'mysql2' as const,
  connection: mysqlConnection,
  acquireConnectionTimeout: CONNECTION_WITHIN_MS,
  pool: {
    min: 1,
    max: env.database.pool,
    // A server that is away is asked again until then, instead of failing at once.
    propagateCreateError: false,
    afterCreate: saying(SESSION),
  },
  migrations,
  schemaGeneration: { enabled: false },
}

/** Nobody waits longer for a replica: the primary is there. */
const REPLICA_WITHIN_MS = 2_000

/** Each replica by itself, as #core/replicas chooses among them; nothing can be written there. */
const replicas = env.database.replicas.map(({ host, port }, index) => ({
  name: `replica${index + 1}`,
  connection: {
    ...mysql,
    connection: { ...mysqlConnection, host, port, connectTimeout: REPLICA_WITHIN_MS },
    pool: {
      min: 0,
      max: env.database.pool,
      afterCreate: saying([...SESSION, 'SET SESSION TRANSACTION READ ONLY']),
    },
  },
}))

export const replicaNames = replicas.map(({ name }) => name)

export default defineConfig({
  connection: env.database.connection,
  prettyPrintDebugQueries: false,
  connections:
    env.database.connection === 'mysql'
      ? {
          mysql,
          sqlite,
          ...Object.fromEntries(replicas.map(({ name, connection }) => [name, connection])),
        }
      : { sqlite },
})
