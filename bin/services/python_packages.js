import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE } from './debian_packages.js'
import { unavailable } from './registries.js'

const run = promisify(execFile)

/** Fetches a package of PyPI into a folder of its own, which is PYTHONPATH: nothing is installed on the machine. */
export async function installPython(name, version, extras = '') {
  const root = join(CACHE, 'services', `${name}-${version}`)
  if (existsSync(root)) return root
  mkdirSync(join(CACHE, 'services'), { recursive: true })
  const scratch = mkdtempSync(join(CACHE, 'services', `.${name}-`))
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input']
    await run('python3', [
      ...['-m', 'pip', 'install', ...quiet, '--target', scratch],
      `${name}${extras}==${version}`,
    ])
    if (!existsSync(root)) renameSync(scratch, root)
  } catch (error) {
    throw unavailable('pypi', name, { ...error, message: error.message, said: error.stderr })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return root
}
