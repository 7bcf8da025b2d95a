import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE } from './debian_packages.js'
import { unavailable } from './registries.js'

const run = promisify(execFile)

/**
 * Builds a program of Go from its module, once, and gives the path of its binary. It yields to everything
 * else that runs, since it takes minutes. Throws in one sentence why it cannot be had.
 */
export async function buildGoProgram(name, { package: path, version }) {
  const folder = join(CACHE, 'services', `${name}-${version}`)
  const binary = join(folder, name)
  if (existsSync(binary)) return binary
  mkdirSync(join(CACHE, 'services'), { recursive: true })
  const scratch = mkdtempSync(join(CACHE, 'services', `.${name}-`))
  try {
    await run('nice', ['-n', '15', 'go', 'install', '-ldflags=-s -w', `${path}@${version}`], {
      env: { ...process.env, GOBIN: scratch, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
      cwd: scratch,
      maxBuffer: 16_777_216,
    })
    if (!existsSync(folder)) renameSync(scratch, folder)
  } catch (error) {
    throw unavailable('go', name, { ...error, message: error.message, said: error.stderr })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return binary
}
