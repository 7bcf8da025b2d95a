import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { APP_ROOT } from './application.js'

const ROOT = fileURLToPath(APP_ROOT)
const PUBLIC = join(ROOT, 'public')
const ASSETS = join(PUBLIC, 'assets')
const STAMP = join(ASSETS, '.stamp')
/** Pages that were open during an upgrade still ask for the files of the version before. */
const KEPT_MS = 7 * 86_400_000
const SOURCES = [
  'package-lock.json',
  'vite.config.ts',
  'resources/{build,css,js,images,fonts}/**/*.*',
]

/** Thrown when the scripts and styles cannot be built. */
export class AssetsNotBuilt extends Error {
  code = 'E_ASSETS_NOT_BUILT'
}

/**
 * Builds the browser's scripts and styles when their sources changed since the last build. A server that
 * was built itself (`node ace build`) has none of the sources: it brought the result along.
 */
export function buildStaleAssets(announce: (line: string) => void): void {
  if (!existsSync(join(ROOT, 'resources/js'))) return
  const fingerprint = fingerprintOfSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint) return
  announce('Building the scripts and styles of the pages …')
  const building = mkdtempSync(join(PUBLIC, '.assets-'))
  try {
    build(building)
    cpSync(building, ASSETS, { recursive: true })
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
  writeFileSync(STAMP, fingerprint)
  removeOutdated()
}

/** Apart from the folder that is served: a build that fails, or two at once, leave no half of one there. */
function build(folder: string): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [vite, 'build', '--logLevel', 'error', '--outDir', folder],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } }
  )
  if (status !== 0) {
    throw new AssetsNotBuilt(`The pages' scripts and styles could not be built: ${error ?? stderr}`)
  }
}

/** Every build writes all of its files anew: what is old belongs to none of the last versions. */
function removeOutdated(): void {
  for (const name of globSync('**/*.*', { cwd: ASSETS })) {
    const file = join(ASSETS, name)
    if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file)
  }
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
