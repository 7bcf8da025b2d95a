import { execFile } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { unpackDebian } from './debian_packages.js'
import { freePort, startProgram } from './service.js'

const run = promisify(execFile)
const PACKAGES = ['caddy=2.*']
const CADDYFILE = join(import.meta.dirname, '../../Caddyfile')
/** Where a Bincard listens whose PORT is not set. */
const USUAL_UPSTREAM = '127.0.0.1:3333'

let fetched

/** Gives the folder that the program lies in: after the first time at once. */
export function fetchCaddy() {
  return (fetched ??= unpackDebian('caddy', PACKAGES))
}

/**
 * Starts Caddy by the product's Caddyfile before these web processes ("127.0.0.1:3333"), which need not be there yet,
 * with an authority of its own. `settings` change those of the Caddyfile. Gives
 * - `environment`: what a Bincard behind it must be told
 * - `base`, which people open, `admin`, the address of Caddy's own API, and the file `accessLog`
 * - `authority`, the certificate by which a program can trust it, and `trusted`, the hash by which Chromium can
 * - `reload()`, which makes it read its configuration again, and `stop()`.
 */
export async function startCaddy(
  folder,
  { port, upstreams = [USUAL_UPSTREAM], settings = {} } = {}
) {
  const root = await fetchCaddy()
  const own = mkdtempSync(join(folder, 'caddy-'))
  const base = `https://localhost:${port ?? (await freePort())}`
  const admin = `127.0.0.1:${await freePort()}`
  const accessLog = join(own, 'access.log')
  const env = { ...settingsFor({ own, base, admin, accessLog, upstreams }), ...settings }
  const command = join(root, 'usr/bin/caddy')
  const configuration = ['--config', join(own, 'Caddyfile'), '--adapter', 'caddyfile']
  copyFileSync(CADDYFILE, join(own, 'Caddyfile'))
  const certificate = (name) => join(own, 'data/caddy/pki/authorities/local', `${name}.crt`)
  const program = await startProgram('caddy', {
    command,
    args: ['run', ...configuration],
    env,
    folder: own,
    isReady: () => existsSync(certificate('intermediate')) && shakesHands(base),
  })
  return {
    environment: { APP_URL: base, TRUST_PROXY: '127.0.0.1' },
    ...{ base, admin, accessLog },
    authority: certificate('root'),
    trusted: publicKeyHash(certificate('intermediate')),
    reload: () =>
      run(command, ['reload', ...configuration, '--address', admin, '--force'], {
        env: { ...process.env, ...env },
      }),
    stop: program.stop,
  }
}

function settingsFor({ own, base, admin, accessLog, upstreams }) {
  return {
    HOME: own,
    XDG_DATA_HOME: join(own, 'data'),
    XDG_CONFIG_HOME: join(own, 'config'),
    SITE_ADDRESS: base,
    UPSTREAMS: upstreams.join(' '),
    TLS_LINE: 'tls internal',
    GLOBAL_OPTION_1: 'skip_install_trust',
    GLOBAL_OPTION_2: 'auto_https disable_redirects',
    GLOBAL_OPTION_3: '',
    ADMIN_ADDRESS: admin,
    ACCESS_LOG: accessLog,
  }
}

/** Caddy makes its certificate after it has begun to listen. */
function shakesHands(base) {
  const { hostname, port } = new URL(base)
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port,
      servername: hostname,
      rejectUnauthorized: false,
    })
    const tell = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('secureConnect', () => tell(true))
    socket.once('error', () => tell(false))
  })
}

function publicKeyHash(file) {
  const { publicKey } = new X509Certificate(readFileSync(file))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}
