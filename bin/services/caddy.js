import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unpackDebian } from './debian_packages.js'
import { startProgram } from './service.js'

const PACKAGES = ['caddy=2.*']

/**
 * Starts Caddy with this configuration. `isReady` answers whether it serves. Gives `{ stop, folder }`;
 * its certificates and its log lie in the folder.
 */
export async function startCaddy(folder, { configuration, environment, isReady }) {
  const root = await unpackDebian('caddy', PACKAGES)
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, configuration)
  const program = await startProgram('caddy', {
    command: join(root, 'usr/bin/caddy'),
    args: ['run', '--config', file, '--adapter', 'caddyfile'],
    env: {
      HOME: folder,
      XDG_DATA_HOME: join(folder, 'caddy-data'),
      XDG_CONFIG_HOME: join(folder, 'caddy-config'),
      ...environment,
    },
    folder,
    isReady,
  })
  return { folder, stop: program.stop }
}
