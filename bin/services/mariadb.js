import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { placesOf, startDatabaseServer } from './database_server.js'
import { unpackDebian } from './debian_packages.js'

const run = promisify(execFile)
const PACKAGES = [
  'mariadb-server-core=1:10.11.*',
  'mariadb-client-core=1:10.11.*',
  'mariadb-common=1:10.11.*',
  'libmariadb3=1:10.11.*',
  ...[
    'liburing2',
    'libaio1',
    'libpmem1',
    'libdaxctl1',
    'libndctl6',
    'libsnappy1v5',
    'libjemalloc2',
  ],
  ...['libedit2', 'libbsd0', 'libncurses6', 'libtinfo6', 'libpcre2-8-0'],
]

/**
 * Starts MariaDB in a folder: see {@link startDatabaseServer}. Several may run in one folder, each with a `name` and
 * `options` of its own.
 */
export async function startMariadb(folder, { name = 'mariadb', options = [], isReplica } = {}) {
  const root = await unpackDebian('mariadb', PACKAGES)
  const env = libraries(root)
  const program = {
    command: join(root, 'usr/sbin/mariadbd'),
    args: (data) => [...placesOf(root, data), '--character-set-server=utf8mb4', ...options],
    env,
    ask: (socket, sql) =>
      run(join(root, 'usr/bin/mariadb'), ['--no-defaults', '-uroot', `-S${socket}`, '-Ne', sql], {
        env,
      }),
  }
  return startDatabaseServer(name, { folder, fresh: await freshData(root), program, isReplica })
}

/** The system tables of a new server: made once, copied after. */
async function freshData(root) {
  const data = join(root, 'fresh-data')
  if (existsSync(data)) return data
  const making = `${data}-${process.pid}`
  mkdirSync(making)
  await run(
    join(root, 'usr/bin/mariadb-install-db'),
    [
      '--no-defaults',
      '--user=root',
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      `--basedir=${join(root, 'usr')}`,
      `--datadir=${making}`,
    ],
    { env: libraries(root) }
  )
  if (!existsSync(data)) renameSync(making, data)
  return data
}

function libraries(root) {
  const folders = [`${root}/usr/lib/x86_64-linux-gnu`, `${root}/lib/x86_64-linux-gnu`]
  return { ...process.env, LD_LIBRARY_PATH: folders.join(':') }
}
