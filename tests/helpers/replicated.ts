import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'

/** A database server of a test, which it can ask as an administrator and take away. */
export interface DatabaseServer {
  environment: Record<string, string>
  port: number
  ask(sql: string): Promise<{ stdout: string }>
  stop(): Promise<void>
  kill(): Promise<void>
  startAgain(): Promise<void>
}

/** A MariaDB and one that follows it, both with a list of what they are asked. */
export class ReplicatedMariadb {
  private constructor(
    readonly primary: DatabaseServer,
    readonly replica: DatabaseServer,
    private folder: string
  ) {}

  static async start(): Promise<ReplicatedMariadb> {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-replicated-'))
    const { startMariadb } = await import(app.makePath('bin/services/mariadb.js'))
    const log = ['--log-output=TABLE', '--general-log=ON']
    const begin = (name: string, options: string[], isReplica: boolean): Promise<DatabaseServer> =>
      startMariadb(folder, { name, options: [...log, ...options], isReplica })
    const [primary, replica] = await Promise.all([
      begin(
        'primary',
        [
          ...'--server-id=1 --log-bin --binlog-format=ROW'.split(' '),
          '--log-bin-trust-function-creators=ON',
        ],
        false
      ),
      begin('replica', ['--server-id=2', '--read-only=1'], true),
    ])
    await primary.ask(
      `CREATE USER copies@'127.0.0.1' IDENTIFIED BY 'copies';
       GRANT REPLICATION SLAVE ON *.* TO copies@'127.0.0.1'`
    )
    await replica.ask(
      `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${primary.port}, MASTER_USER = 'copies',
         MASTER_PASSWORD = 'copies', MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1; START SLAVE`
    )
    return new ReplicatedMariadb(primary, replica, folder)
  }

  get environment(): Record<string, string> {
    return { ...this.primary.environment, DB_REPLICAS: `127.0.0.1:${this.replica.port}` }
  }

  async stop(): Promise<void> {
    await Promise.all([this.primary.stop(), this.replica.stop()])
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** How often a server was asked something that is like the pattern, since `forget`. */
export async function timesAsked(server: DatabaseServer, pattern: string): Promise<number> {
  const { stdout } = await server.ask(
    `SELECT COUNT(*) FROM mysql.general_log WHERE command_type IN ('Query', 'Execute')
      AND argument LIKE '${pattern}' AND argument NOT LIKE '%general_log%'`
  )
  return Number(stdout)
}

export function forget(server: DatabaseServer): Promise<unknown> {
  return server.ask('TRUNCATE TABLE mysql.general_log')
}
