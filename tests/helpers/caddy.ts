import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import app from '@adonisjs/core/services/app'
import { freePort } from '#tests/helpers/own_server'
import { eventually } from '#tests/helpers/patience'

export interface Caddy {
  /** What people open. */
  base: string
  /** The address of its own API. */
  admin: string
  accessLog: string
  stop(): Promise<void>
}

/** Where a Caddy will stand: what the web processes behind it must know before they start. */
export async function plannedCaddy() {
  const port = await freePort()
  return { port, base: `https://localhost:${port}` }
}

/** Starts Caddy by the product's Caddyfile in front of these web processes, with an authority of its own. */
export async function startCaddy(
  folder: string,
  { port, base, upstreams }: { port: number; base: string; upstreams: string[] }
): Promise<Caddy> {
  const caddy = await import(app.makePath('bin/services/caddy.js'))
  const admin = `127.0.0.1:${await freePort()}`
  const accessLog = join(folder, 'access.log')
  const { stop } = await caddy.startCaddy(folder, {
    configuration: readFileSync(app.makePath('Caddyfile'), 'utf8'),
    environment: {
      SITE_ADDRESS: `https://localhost:${port}`,
      UPSTREAMS: upstreams.map((upstream) => new URL(upstream).host).join(' '),
      TLS_LINE: 'tls internal',
      GLOBAL_OPTION_1: 'skip_install_trust',
      GLOBAL_OPTION_2: 'auto_https disable_redirects',
      GLOBAL_OPTION_3: '',
      ADMIN_ADDRESS: admin,
      ACCESS_LOG: accessLog,
    },
    isReady: () =>
      fetch(`http://${admin}/reverse_proxy/upstreams`).then(
        ({ ok }) => ok,
        () => false
      ),
  })
  await eventually(
    () => canBeTrusted(base, folder),
    (can) => can
  )
  return { base, admin, accessLog, stop }
}

/** Caddy makes its authority and certificate after it has begun to listen; from then on this process trusts it. */
async function canBeTrusted(base: string, folder: string): Promise<boolean> {
  const root = join(folder, 'caddy-data/caddy/pki/authorities/local/root.crt')
  if (!existsSync(root)) return false
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(root, 'utf8')])
  return fetch(`${base}/health/ready`).then(
    ({ ok }) => ok,
    () => false
  )
}
