import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildGoProgram } from './go_program.js'
import { answers } from './s3.js'
import { freePort, startProgram } from './service.js'

/** The last that was published. */
const PROGRAM = {
  package: 'github.com/minio/minio',
  version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
}
const KEY = { id: 'bincard-admin', secret: 'secret-of-admin-in-tests' }

/** Starts MinIO in a folder: it keeps rules of expiry, which versitygw has none of. */
export async function startMinio(folder) {
  const binary = await buildGoProgram('minio', PROGRAM)
  const [port, consolePort] = [await freePort(), await freePort()]
  const files = join(folder, 'minio')
  mkdirSync(files, { recursive: true })
  const address = `127.0.0.1:${port}`
  const { stop } = await startProgram('minio', {
    command: binary,
    args: [
      ...['server', '--address', address, '--console-address', `127.0.0.1:${consolePort}`],
      ...['--quiet', files],
    ],
    env: {
      HOME: folder,
      MINIO_ROOT_USER: KEY.id,
      MINIO_ROOT_PASSWORD: KEY.secret,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      MINIO_KMS_SECRET_KEY: `bincard:${Buffer.alloc(32, 'tests').toString('base64')}`,
    },
    folder,
    isReady: () => answers(`http://${address}/minio/health/ready`),
  })
  return { environment: { S3_MINIO_ENDPOINT: `http://${address}` }, stop }
}
