import { installPython } from './python_packages.js'
import { answers } from './s3.js'
import { freePort, startProgram } from './service.js'

const VERSION = '5.2.5'

/** Starts moto in a folder: it takes every rule that Amazon's store does, and carries out none. */
export async function startMoto(folder) {
  const packages = await installPython('moto', VERSION, '[server]')
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
