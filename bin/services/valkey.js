import { connect } from 'node:net'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { unpackDebian } from './debian_packages.js'
import { freePort, startProgram } from './service.js'

const PACKAGES = ['valkey-server=8.*', 'valkey-tools=8.*', 'liblzf1', 'libjemalloc2', 'libatomic1']

/** Starts Valkey in a folder. Gives `{ environment, stop, kill, startAgain, hang, goOn }`. */
export async function startValkey(folder) {
  const root = await unpackDebian('valkey', PACKAGES)
  const port = await freePort()
  const data = join(folder, 'valkey')
  mkdirSync(data)
  const program = await startProgram('valkey', {
    command: join(root, 'usr/bin/valkey-server'),
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data],
      ...['--save', '', '--appendonly', 'yes', '--daemonize', 'no'],
      ...['--maxmemory-policy', 'noeviction'],
    ],
    env: { LD_LIBRARY_PATH: `${root}/usr/lib/x86_64-linux-gnu` },
    folder,
    isReady: () => answersPing(port),
  })
  return {
    environment: { VALKEY_HOST: '127.0.0.1', VALKEY_PORT: String(port) },
    stop: program.stop,
    kill: program.kill,
    startAgain: program.startAgain,
    hang: program.hang,
    goOn: program.goOn,
  }
}

function answersPing(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => resolve(data.toString().startsWith('+PONG')))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    setTimeout(() => socket.destroy(), 500).unref()
  })
}
