import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, startProgram } from './service.js'

/**
 * Starts a database server on a copy of the data of a new one, `fresh`. `program` tells its `command`, its `args`
 * for a data folder, its `env`, and how SQL is sent to it as an administrator by a socket (`ask`). Makes the
 * database and the user "bincard", unless it is to follow another server that has them (`isReplica`).
 * Gives `{ environment, createDatabase, ask, port, stop, kill, startAgain, hang, goOn }`.
 */
export async function startDatabaseServer(name, { folder, fresh, program, isReplica = false }) {
  const data = join(folder, name)
  cpSync(fresh, data, { recursive: true })
  // Every MySQL has an identity of its own, which it makes when there is none.
  rmSync(join(data, 'auto.cnf'), { force: true })
  const port = await freePort()
  const socket = join(folder, `${name}.sock`)
  const ask = (sql) => program.ask(socket, sql)
  const { stop, kill, startAgain, hang, goOn } = await startProgram(name, {
    command: program.command,
    args: [
      ...program.args(data),
      ...[`--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve'],
      ...[`--socket=${socket}`, `--pid-file=${join(folder, `${name}.pid`)}`],
      '--innodb-flush-log-at-trx-commit=2',
    ],
    env: program.env,
    folder,
    isReady: () =>
      ask('SELECT 1').then(
        () => true,
        () => false
      ),
  })
  if (!isReplica) await makeBincard(ask)
  return { ...settingsFor(ask, port), ask, port, stop, kill, startAgain, hang, goOn }
}

function makeBincard(ask) {
  return ask(
    `CREATE DATABASE bincard; CREATE USER bincard@'127.0.0.1' IDENTIFIED BY 'bincard';` +
      `GRANT ALL ON \`bincard%\`.* TO bincard@'127.0.0.1'`
  )
}

/** The settings by which Bincard finds the server, and how more databases are made. */
function settingsFor(ask, port) {
  return {
    environment: {
      DB_CONNECTION: 'mysql',
      DB_HOST: '127.0.0.1',
      DB_PORT: String(port),
      DB_USER: 'bincard',
      DB_PASSWORD: 'bincard',
      DB_DATABASE: 'bincard',
    },
    /** Makes one more database; gives the setting that names it. */
    async createDatabase(name) {
      await ask(`CREATE DATABASE bincard_${name}`)
      return { DB_DATABASE: `bincard_${name}` }
    },
  }
}

/** Where a server that was unpacked into a folder finds what is its own, and nothing of the machine's. */
export function placesOf(root, data) {
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
