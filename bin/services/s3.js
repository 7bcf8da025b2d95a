import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildGoProgram } from './go_program.js'
import { freePort, startProgram } from './service.js'

const run = promisify(execFile)
const PROGRAM = { package: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' }
const REGION = 'us-east-1'
const ADMIN = key('admin')
/** One key for each store, and one that nothing was granted to. */
const KEYS = {
  MEDIA: key('media'),
  EXPORT: key('export'),
  STATIC: key('static'),
  DENIED: key('denied'),
}

function key(name) {
  return { id: `bincard-${name}`, secret: `secret-of-${name}-in-tests` }
}

/**
 * Starts an S3-compatible store (versitygw) in a folder, at this port or a free one. Gives
 * `{ environment, stop }`: the settings by which Bincard finds it, and how to end it. Started again in
 * the same folder it has the same files and keys.
 */
export async function startS3(folder, { port = 0 } = {}) {
  const binary = await buildGoProgram('versitygw', PROGRAM)
  port ||= await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const places = ['files', 'versions', 'keys'].map((name) => join(folder, 's3', name))
  const isNew = !existsSync(places[0])
  for (const place of places) mkdirSync(place, { recursive: true })
  const server = await startServer(binary, { folder, port, places })
  for (const { id, secret } of isNew ? Object.values(KEYS) : []) {
    const user = ['create-user', '--access', id, '--secret', secret, '--role', 'user']
    await run(binary, [...asAdmin(endpoint), ...user])
  }
  return { environment: environmentOf(endpoint), stop: server.stop }
}

function startServer(binary, { folder, port, places }) {
  const [files, versions, keys] = places
  const address = `127.0.0.1:${port}`
  return startProgram('s3', {
    command: binary,
    args: [
      ...['--access', ADMIN.id, '--secret', ADMIN.secret, '--region', REGION],
      ...['--port', address, '--health', '/health', '--iam-dir', keys, '--quiet'],
      ...['posix', '--versioning-dir', versions, files],
    ],
    env: {},
    folder,
    isReady: () => answers(`http://${address}/health`),
  })
}

function asAdmin(endpoint) {
  const { id, secret } = ADMIN
  const login = ['--access', id, '--secret', secret, '--endpoint-url', endpoint]
  return ['admin', '--allow-insecure', ...login]
}

function environmentOf(endpoint) {
  const keys = Object.entries({ ...KEYS, ADMIN }).flatMap(([name, { id, secret }]) => [
    [`S3_${name}_ACCESS_KEY_ID`, id],
    [`S3_${name}_SECRET_ACCESS_KEY`, secret],
  ])
  return {
    S3_ENDPOINT: endpoint,
    S3_REGION: REGION,
    S3_MEDIA_BUCKET: 'bincard-media',
    S3_EXPORT_BUCKET: 'bincard-exports',
    S3_STATIC_BUCKET: 'bincard-static',
    ...Object.fromEntries(keys),
  }
}

export async function answers(url) {
  const answer = await fetch(url).catch(() => null)
  return answer?.ok ?? false
}
