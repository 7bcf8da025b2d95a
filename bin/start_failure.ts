import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { prettyPrintError } from '@adonisjs/core'

/** Failures whose message already is the one line that the operator needs. */
const EXPLAINED = new Set(['E_INVALID_SETTING', 'E_DATA_IN_USE', 'E_ASSETS_NOT_BUILT'])

/** What keeps a folder or file of the data from being written. */
const UNWRITABLE = new Set(
  'EACCES EEXIST EISDIR ELOOP ENAMETOOLONG ENOENT ENOSPC ENOTDIR EPERM EROFS'.split(' ')
)

type StartFailure = NodeJS.ErrnoException & { port?: number; hostname?: string }

/** Prints why the server or a command could not start: one line for what the operator can mend. */
export async function explainStartFailure(error: StartFailure): Promise<void> {
  const line = explain(error) ?? (await explainServer(error))
  if (line) process.stderr.write(`${line}\n`)
  else await prettyPrintError(error)
}

/** The settings are read late: they may be what is wrong. */
async function explainServer(error: StartFailure): Promise<string | undefined> {
  try {
    const { default: env } = await import('#start/env')
    const { explainConnection } = await import('#core/explain_connection')
    if (env.database.connection !== 'mysql') return
    return explainConnection(await causeOf(error), env.database)
  } catch {
    return undefined
  }
}

/** The pool only says that it waited; the server itself says why. */
async function causeOf(error: StartFailure): Promise<StartFailure> {
  const { isConnectionLost } = await import('#core/connection_faults')
  if (!isConnectionLost(error)) return error
  const { reachDatabase } = await import('#core/reach_database')
  return reachDatabase().then(
    () => error,
    (cause) => cause
  )
}

function explain(error: StartFailure): string | undefined {
  if (EXPLAINED.has(error.code ?? '')) return error.message
  if (error.code === 'EADDRINUSE') return portTaken(error.port)
  if (error.code === 'EADDRNOTAVAIL' || isOwnName(error)) {
    return `HOST is "${process.env.HOST}", which is no address of this machine. Example: HOST=127.0.0.1`
  }
  if (error.code === 'EACCES' && error.port) {
    return `Port ${error.port} needs more rights than this user has. Choose another: PORT=3333 npm start`
  }
  return explainDatabase(error)
}

function isOwnName({ syscall, hostname }: StartFailure): boolean {
  return syscall === 'getaddrinfo' && hostname === process.env.HOST
}

function explainDatabase({ code = '', message, path }: StartFailure): string | undefined {
  if (UNWRITABLE.has(code) && path) {
    return `${path} cannot be written (${code}). Mend that, or choose another folder: DATA_DIR=/path npm start`
  }
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return `The database file is damaged or is no database (${message}). Put back a backup, or move the file away.`
  }
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY') {
    return `The files in the data folder cannot be opened for writing (${message}). Check its owner and rights.`
  }
}

function portTaken(port = Number(process.env.PORT ?? 3333)) {
  const holder = processOnPort(port)
  const who = holder ? ` by process ${holder.pid} (${holder.command})` : ''
  return `Port ${port} is taken${who}. Stop it, or choose another port: PORT=${port + 1} npm start`
}

/** The process that listens on the TCP port, where the system lets us know it. */
function processOnPort(port: number) {
  try {
    return process.platform === 'linux' ? fromProcFiles(port) : fromLsof(port)
  } catch {
    return undefined
  }
}

function fromProcFiles(port: number) {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[1]?.endsWith(`:${hexPort}`) && cells[3] === '0A')
      .map((cells) => `socket:[${cells[9]}]`)
  )
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (openFiles(pid).some((file) => sockets.includes(file))) {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      return { pid, command: command.slice(0, 120) }
    }
  }
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

function fromLsof(port: number) {
  const output = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
  })
  const pid = /^p(\d+)/m.exec(output)?.[1]
  return pid ? { pid, command: /^c(.+)/m.exec(output)?.[1] ?? '' } : undefined
}
