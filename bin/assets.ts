import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { APP_ROOT } from './application.js'

const ROOT = fileURLToPath(APP_ROOT)
const STAMP = join(ROOT, 'public/assets/.stamp')
const SOURCES = [
  'package-lock.json',
  'vite.config.ts',
  'resources/{build,css,js,images,fonts}/**/*.*',
]

/** Thrown when the scripts and styles cannot be built. */
export class AssetsNotBuilt extends Error {
  code = 'E_ASSETS_NOT_BUILT'
}

/** Builds the browser's scripts and styles when their sources changed since the last build. */
export function buildStaleAssets(announce: (line: string) => void): void {
  const fingerprint = fingerprintOfSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint) return
  announce('Building the scripts and styles of the pages …')
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [vite, 'build', '--logLevel', 'error'],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } }
  )
  if (status !== 0) {
    throw new AssetsNotBuilt(`The pages' scripts and styles could not be built: ${error ?? stderr}`)
  }
  writeFileSync(STAMP, fingerprint)
}

function fingerprintOfSources(): string {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: ROOT }).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0')
  }
  return hash.digest('hex')
}
