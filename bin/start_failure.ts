import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { prettyPrintError } from '@adonisjs/core'

/** Prints why the server could not start: one line for what the operator can mend, else the error. */
export function explainStartFailure(error: NodeJS.ErrnoException & { port?: number }) {
  if (error.code === 'EADDRINUSE') return process.stderr.write(portTaken(error.port))
  if (error.code === 'EACCES' && error.port) {
    return process.stderr.write(
      `Port ${error.port} needs more rights than this user has. Choose another: PORT=3333 npm start\n`
    )
  }
  if (error.code === 'E_INVALID_SETTING') return process.stderr.write(`${error.message}\n`)
  prettyPrintError(error)
}

function portTaken(port = Number(process.env.PORT ?? 3333)) {
  const holder = processOnPort(port)
  const who = holder ? ` by process ${holder.pid} (${holder.command})` : ''
  return `Port ${port} is taken${who}. Stop it, or choose another port: PORT=${port + 1} npm start\n`
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
