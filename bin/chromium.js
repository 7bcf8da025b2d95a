import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser for the tests; Debian's is installed where that can be done. Undefined without one. */
export function findOrInstallChromium() {
  return findChromium() ?? installChromium()
}

function findChromium() {
  return [process.env.CHROMIUM_PATH, ...PLACES].find((path) => path && existsSync(path))
}

function installChromium() {
  const isPossible = process.platform === 'linux' && process.getuid?.() === 0
  if (!isPossible || spawnSync('apt-get', ['--version']).status !== 0) return undefined
  process.stdout.write('Installing Chromium for the browser tests …\n')
  const settings = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  spawnSync('apt-get', ['update', '-qq'], settings)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], settings)
  return findChromium()
}
