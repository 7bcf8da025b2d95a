import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { plannedCaddy, startCaddy, type Caddy } from '#tests/helpers/caddy'
import { OwnServer } from '#tests/helpers/own_server'

const DATABASE = 'bincard_production'

export interface ProductionOptions {
  workers?: number
  /** Settings of services of its own, which the test can stop; else those of the suite are used. */
  services?: Record<string, string>
}

/** Two web processes behind Caddy and workers, on a database of their own. */
export class Production {
  private constructor(
    readonly webs: OwnServer[],
    readonly workers: OwnServer[],
    private caddy: Caddy,
    private folder: string
  ) {}

  static async start(
    password: string,
    { workers = 1, services }: ProductionOptions = {}
  ): Promise<Production> {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-production-'))
    const planned = await plannedCaddy()
    if (!services) await db.rawQuery(`DROP DATABASE IF EXISTS ${DATABASE}`)
    if (!services) await db.rawQuery(`CREATE DATABASE ${DATABASE}`)
    const start = (role: string) =>
      OwnServer.start({
        ...settings(planned.base, folder),
        ...(services ?? { DB_DATABASE: DATABASE }),
        ROLE: role,
        ADMIN_PASSWORD: password,
      })
    // All at once on an empty database: one of them brings it up to date, the others wait for it.
    const roles = ['web', 'web', ...Array<string>(workers).fill('worker')]
    const [first, second, ...others] = await Promise.all(roles.map(start))
    const webs = [first, second]
    const upstreams = webs.map((web) => web.base)
    const caddy = await startCaddy(folder, { ...planned, upstreams })
    return new Production(webs, others, caddy, folder)
  }

  get base(): string {
    return this.caddy.base
  }

  get worker(): OwnServer {
    return this.workers[0]
  }

  get accessLog(): string {
    return this.caddy.accessLog
  }

  async end(): Promise<void> {
    await this.caddy.stop()
    await Promise.all([...this.webs, ...this.workers].map((server) => server.end()))
    await db.rawQuery(`DROP DATABASE IF EXISTS ${DATABASE}`)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function settings(base: string, folder: string) {
  const files = join(folder, 'files')
  mkdirSync(files, { recursive: true })
  return {
    APP_URL: base,
    TRUST_PROXY: '127.0.0.1',
    DATA_DIR: files,
    QUEUE_DRIVER: 'bullmq',
    CACHE_STORE: 'valkey',
    ADMIN_USERNAME: 'admin',
  }
}
