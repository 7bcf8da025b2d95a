import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './project_node.js'

const NO_REGISTRY =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E40[134]|E5\d\d/

/** Installs the packages of the lock file when they are missing or are not those. */
export function installWhenNeeded() {
  if (isInstalled()) return
  process.stdout.write('Installing packages (this can take a minute) …\n')
  const { status, stderr, error } = runNpmCi()
  if (status === 0) return
  process.stderr.write(explainFailure(error?.message ?? stderr))
  process.exit(1)
}

// Nothing of ours needs an install script; a log level of "error" hides what npm says about the
// Node it runs on, which is not the one that the product runs on.
function runNpmCi() {
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const settings = { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] }
  return npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...options], settings)
    : spawnSync('npm', options, { ...settings, shell: process.platform === 'win32' })
}

function explainFailure(output) {
  const lines = output.trim().split('\n').slice(0, 10).join('\n')
  if (!NO_REGISTRY.test(output)) return `npm could not install the packages:\n${lines}\n`
  return (
    'The packages could not be fetched: npm cannot reach its registry. Check the network, or name ' +
    `a registry or proxy: npm config set registry URL, npm config set proxy URL.\n${lines}\n`
  )
}

/** What npm wrote down after its last install, compared with the lock file: package by package. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json')
  if (!installed || !existsSync(join(ROOT, 'node_modules/.bin'))) return false
  const wanted = Object.entries(readPackages('package-lock.json')).filter(([path]) => path !== '')
  return wanted.every(([path, { version, integrity, optional, dev }]) => {
    const found = installed[path]
    if (!found) return Boolean(optional || dev)
    return found.version === version && found.integrity === integrity
  })
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages
  } catch {
    return undefined
  }
}
