import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { prepareBincard } from './database_server.js'
import { unpackUnstableDebian } from './debian_packages.js'
import { freePort, startProgram } from './service.js'

const run = promisify(execFile)
const PACKAGES = ['mysql-server-core=9.7.*', 'mysql-client-core=9.7.*']

/**
 * Starts MySQL in a folder, with its binary log as is usual, and makes the database and user "bincard".
 * Gives `{ environment, createDatabase, stop, kill, startAgain }`.
 */
export async function startMysql(folder) {
  const root = await unpackUnstableDebian('mysql', PACKAGES)
  const data = join(folder, 'mysql')
  cpSync(await freshData(root), data, { recursive: true })
  // Every server has an identity of its own, which it makes when there is none.
  rmSync(join(data, 'auto.cnf'), { force: true })
  const port = await freePort()
  const socket = join(folder, 'mysql.sock')
  const ask = (sql) =>
    runOwn(root, 'bin/mysql', ['--no-defaults', '-uroot', `-S${socket}`, '-e', sql])
  const program = await startProgram('mysql', {
    command: loader(root),
    args: [
      ...withLibraries(root, 'sbin/mysqld'),
      ...places(root, data),
      ...[`--port=${port}`, '--bind-address=127.0.0.1', '--mysqlx=OFF', '--skip-name-resolve'],
      ...[`--socket=${socket}`, `--pid-file=${join(folder, 'mysql.pid')}`],
      ...['--innodb-flush-log-at-trx-commit=2', '--sync-binlog=0', '--performance-schema=OFF'],
      ...['--innodb-buffer-pool-size=128M', '--log-bin-trust-function-creators=ON'],
    ],
    folder,
    isReady: () =>
      ask('SELECT 1').then(
        () => true,
        () => false
      ),
  })
  return {
    ...(await prepareBincard(ask, port)),
    stop: program.stop,
    kill: program.kill,
    startAgain: program.startAgain,
  }
}

/** The system tables of a new server: made once, copied after. */
async function freshData(root) {
  const data = join(root, 'fresh-data')
  if (existsSync(data)) return data
  const making = mkdtempSync(`${data}-`)
  try {
    await runOwn(root, 'sbin/mysqld', [...places(root, making), '--initialize-insecure'])
    if (!existsSync(data)) renameSync(making, data)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return data
}

function places(root, data) {
  const usr = join(root, 'usr')
  return [
    '--no-defaults',
    '--user=root',
    `--basedir=${usr}`,
    `--lc-messages-dir=${usr}/share/mysql`,
    `--character-sets-dir=${usr}/share/mysql/charsets`,
    `--plugin-dir=${usr}/lib/mysql/plugin`,
    `--datadir=${data}`,
    '--secure-file-priv=NULL',
  ]
}

/** The programs are made for a newer C library than the machine's, which lies beside them. */
function runOwn(root, program, options) {
  return run(loader(root), [...withLibraries(root, program), ...options])
}

function loader(root) {
  return join(root, 'usr/lib64/ld-linux-x86-64.so.2')
}

function withLibraries(root, program) {
  const folders = ['lib/x86_64-linux-gnu', 'lib/mysql/private'].map((name) =>
    join(root, 'usr', name)
  )
  return ['--library-path', folders.join(':'), join(root, 'usr', program)]
}
