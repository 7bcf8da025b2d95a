import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { freePort, OwnServer } from '#tests/helpers/own_server'

const DATABASE = 'bincard_production'

interface Caddy {
  folder: string
  stop(): Promise<void>
}

/** Two web processes behind Caddy and a worker, on a database of their own. */
export class Production {
  private constructor(
    readonly base: string,
    readonly webs: OwnServer[],
    readonly worker: OwnServer,
    private caddy: Caddy,
    private admin: string,
    private folder: string
  ) {}

  static async start(password: string): Promise<Production> {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-production-'))
    const port = await freePort()
    const base = `https://localhost:${port}`
    await db.rawQuery(`DROP DATABASE IF EXISTS ${DATABASE}`)
    await db.rawQuery(`CREATE DATABASE ${DATABASE}`)
    const start = (role: string) =>
      OwnServer.start({ ...settings(base, folder), ROLE: role, ADMIN_PASSWORD: password })
    // All at once on an empty database: one of them brings it up to date, the others wait for it.
    const [first, second, worker] = await Promise.all(['web', 'web', 'worker'].map(start))
    const webs = [first, second]
    const admin = `127.0.0.1:${await freePort()}`
    const caddy = await startCaddy(folder, {
      port,
      admin,
      upstreams: webs.map((web) => new URL(web.base).host),
    })
    trustAuthorityOf(folder)
    return new Production(base, webs, worker, caddy, admin, folder)
  }

  get accessLog(): string {
    return join(this.folder, 'access.log')
  }

  /** Until Caddy has noticed that this one is there again. */
  async isServing(web: OwnServer): Promise<void> {
    const { host } = new URL(web.base)
    for (;;) {
      const answer = await fetch(`http://${this.admin}/reverse_proxy/upstreams`)
      const upstreams: { address: string; fails: number }[] = JSON.parse(await answer.text())
      if (upstreams.every(({ address, fails }) => address !== host || fails === 0)) return
      await sleep(100)
    }
  }

  async end(): Promise<void> {
    await this.caddy.stop()
    await Promise.all([...this.webs, this.worker].map((server) => server.end()))
    await db.rawQuery(`DROP DATABASE ${DATABASE}`)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function settings(base: string, folder: string) {
  const files = join(folder, 'files')
  mkdirSync(files, { recursive: true })
  return {
    APP_URL: base,
    TRUST_PROXY: '127.0.0.1',
    DB_DATABASE: DATABASE,
    DATA_DIR: files,
    QUEUE_DRIVER: 'bullmq',
    CACHE_STORE: 'valkey',
    ADMIN_USERNAME: 'admin',
  }
}

async function startCaddy(
  folder: string,
  { port, admin, upstreams }: { port: number; admin: string; upstreams: string[] }
): Promise<Caddy> {
  const caddy = await import(app.makePath('bin/services/caddy.js'))
  return caddy.startCaddy(folder, {
    configuration: readFileSync(app.makePath('Caddyfile'), 'utf8'),
    environment: {
      SITE_ADDRESS: `https://localhost:${port}`,
      UPSTREAMS: upstreams.join(' '),
      TLS_LINE: 'tls internal',
      GLOBAL_OPTION_1: 'skip_install_trust',
      GLOBAL_OPTION_2: 'auto_https disable_redirects',
      GLOBAL_OPTION_3: '',
      ADMIN_ADDRESS: admin,
      ACCESS_LOG: join(folder, 'access.log'),
    },
    isReady: () =>
      fetch(`http://${admin}/reverse_proxy/upstreams`).then(
        ({ ok }) => ok,
        () => false
      ),
  })
}

/** What this process asks from now on may be answered by certificates of this Caddy. */
function trustAuthorityOf(folder: string): void {
  const root = join(folder, 'caddy-data/caddy/pki/authorities/local/root.crt')
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(root, 'utf8')])
}
