import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE } from './debian_packages.js'
import { unavailable } from './registries.js'
import { answers } from './s3.js'
import { freePort, startProgram } from './service.js'

const run = promisify(execFile)
const VERSION = '5.2.5'

/** Starts moto in a folder: it takes every rule that Amazon's store does, and carries out none. */
export async function startMoto(folder) {
  const packages = await installMoto()
  const port = await freePort()
  const { stop } = await startProgram('moto', {
    command: 'python3',
    args: ['-m', 'moto.server', '--host', '127.0.0.1', '--port', String(port)],
    env: { PYTHONPATH: packages },
    folder,
    isReady: () => answers(`http://127.0.0.1:${port}/moto-api/`),
  })
  return { environment: { S3_MOTO_ENDPOINT: `http://127.0.0.1:${port}` }, stop }
}

/** In a folder of its own: nothing is installed on the machine. */
async function installMoto() {
  const root = join(CACHE, 'services', `moto-${VERSION}`)
  if (existsSync(root)) return root
  mkdirSync(join(CACHE, 'services'), { recursive: true })
  const scratch = mkdtempSync(join(CACHE, 'services', '.moto-'))
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input']
    await run('python3', [
      ...['-m', 'pip', 'install', ...quiet, '--target', scratch],
      `moto[server]==${VERSION}`,
    ])
    if (!existsSync(root)) renameSync(scratch, root)
  } catch (error) {
    throw unavailable('pypi', 'moto', { ...error, message: error.message, said: error.stderr })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return root
}
