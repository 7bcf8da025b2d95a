import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 10_000

/**
 * Starts a program and waits until `isReady` answers true. Gives `{ stop }`; what the program says goes
 * to NAME.log in the folder. Throws when it ends before it is ready, naming the log.
 */
export async function startProgram(name, { command, args, env, folder, isReady }) {
  const log = join(folder, `${name}.log`)
  const output = createWriteStream(log, { flags: 'a' })
  await new Promise((resolve) => output.once('open', resolve))
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    cwd: folder,
    stdio: ['ignore', output, output],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  let failure
  child.once('error', (error) => (failure = error.message))
  child.once('exit', (code, signal) => (failure ??= `it ended with ${code ?? signal}`))
  const end = Date.now() + READY_WITHIN_MS
  while (!failure && Date.now() < end) {
    if (await isReady()) return { name, child, stop: () => stop(child) }
    await sleep(50)
  }
  await stop(child)
  throw new Error(`${name} did not start: ${failure ?? 'it was not ready in time'}; see ${log}`)
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await ended
  clearTimeout(limit)
}

/** A free port of this machine. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
