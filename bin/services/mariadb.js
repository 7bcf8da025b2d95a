import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { prepareBincard } from './database_server.js'
import { unpackDebian } from './debian_packages.js'
import { startProgram, freePort } from './service.js'

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
 * Starts MariaDB in a folder and makes the database and user "bincard". Gives `{ environment, stop, kill, startAgain }`:
 * the settings by which Bincard finds it.
 */
export async function startMariadb(folder) {
  const root = await unpackDebian('mariadb', PACKAGES)
  const data = join(folder, 'mariadb')
  cpSync(await freshData(root), data, { recursive: true })
  const port = await freePort()
  const socket = join(folder, 'mariadb.sock')
  const env = libraries(root)
  const ask = (sql) =>
    run(join(root, 'usr/bin/mariadb'), ['--no-defaults', '-uroot', `-S${socket}`, '-e', sql], {
      env,
    })
  const program = await startProgram('mariadb', {
    command: join(root, 'usr/sbin/mariadbd'),
    args: [
      ...places(root, data),
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'mariadb.pid')}`,
      '--innodb-flush-log-at-trx-commit=2',
      '--skip-name-resolve',
      '--character-set-server=utf8mb4',
    ],
    env,
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
  ]
}

function libraries(root) {
  const folders = [`${root}/usr/lib/x86_64-linux-gnu`, `${root}/lib/x86_64-linux-gnu`]
  return { ...process.env, LD_LIBRARY_PATH: folders.join(':') }
}
