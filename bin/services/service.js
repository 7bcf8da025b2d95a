import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 10_000

/**
 * Starts a program and waits until `isReady` answers true. Gives `{ child, stop, kill, startAgain, hang, goOn }`:
 * `startAgain` with the same arguments, on the same port and data; `hang` lets it answer nothing until `goOn`.
 * What the program says goes to NAME.log in the folder. Throws when it ends before it is ready, naming the log.
 */
export async function startProgram(name, options) {
  let child = await launch(name, options)
  return {
    name,
    get child() {
      return child
    },
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
    hang: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    async startAgain() {
      child = await launch(name, options)
    },
  }
}

async function launch(name, { command, args, env, folder, isReady }) {
  const log = join(folder, `${name}.log`)
  const output = createWriteStream(log, { flags: 'a' })
  await new Promise((resolve) => output.once('open', resolve))
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    cwd: folder,
    stdio: ['ignore', output, output],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  let failure
  child.once('error', (error) => (failure = error.message))
  child.once('exit', (code, signal) => (failure ??= `it ended with ${code ?? signal}`))
  const giveUpAt = Date.now() + READY_WITHIN_MS
  while (!failure && Date.now() < giveUpAt) {
    if (await isReady()) return child
    await sleep(50)
  }
  await end(child, 'SIGTERM')
  throw new Error(`${name} did not start: ${failure ?? 'it was not ready in time'}; see ${log}`)
}

async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  // One that hangs hears nothing.
  child.kill('SIGCONT')
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
