import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { placesOf, startDatabaseServer } from './database_server.js'
import { unpackUnstableDebian } from './debian_packages.js'

const run = promisify(execFile)
const PACKAGES = ['mysql-server-core=9.7.*', 'mysql-client-core=9.7.*']

/** Starts MySQL in a folder, with its binary log as is usual: see {@link startDatabaseServer}. */
export async function startMysql(folder) {
  const root = await unpackUnstableDebian('mysql', PACKAGES)
  const program = {
    command: loader(root),
    args: (data) => [
      ...withLibraries(root, 'sbin/mysqld'),
      ...ownPlaces(root, data),
      ...['--mysqlx=OFF', '--sync-binlog=0', '--performance-schema=OFF'],
      ...['--innodb-buffer-pool-size=128M', '--log-bin-trust-function-creators=ON'],
    ],
    ask: (socket, sql) =>
      runOwn(root, 'bin/mysql', ['--no-defaults', '-uroot', `-S${socket}`, '-Ne', sql]),
  }
  const server = await startDatabaseServer('mysql', {
    folder,
    fresh: await freshData(root),
    program,
  })
  // It has made certificates for itself.
  const environment = { ...server.environment, DB_TLS_CA: join(folder, 'mysql/ca.pem') }
  return { ...server, environment }
}

/** The system tables of a new server: made once, copied after. */
async function freshData(root) {
  const data = join(root, 'fresh-data')
  if (existsSync(data)) return data
  const making = mkdtempSync(`${data}-`)
  try {
    await runOwn(root, 'sbin/mysqld', [...ownPlaces(root, making), '--initialize-insecure'])
    if (!existsSync(data)) renameSync(making, data)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return data
}

function ownPlaces(root, data) {
  return [...placesOf(root, data), '--secure-file-priv=NULL']
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
