import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { ace } from '#tests/helpers/ace'
import { setUpOf } from '#tests/helpers/object_store'
import { OwnServer } from '#tests/helpers/own_server'
import { makePicture } from '#tests/helpers/pictures'
import { Visitor } from '#tests/helpers/visitor'

const PASSWORD = 'a password of tests'
const PATIENCE_MS = 90_000
const CLIENTS = 4

interface ObjectStore {
  environment: Record<string, string>
  stop(): Promise<void>
}

async function startS3(folder: string, options = {}): Promise<ObjectStore> {
  const service = await import(app.makePath('bin/services/s3.js'))
  return service.startS3(folder, options)
}

interface Shop {
  base: string
  token: string
  settings: Record<string, string>
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not happen: ${what}`)
    await sleep(100)
  }
}

async function tokenOf(base: string): Promise<string> {
  const basic = Buffer.from(`admin:${PASSWORD}`).toString('base64')
  const answer = await fetch(`${base}/api/user/token/?name=tests`, {
    headers: { authorization: `Basic ${basic}` },
  })
  return JSON.parse(await answer.text()).token
}

async function makePart({ base, token }: Shop, name: string): Promise<number> {
  const answer = await fetch(`${base}/api/part/`, {
    method: 'POST',
    headers: { 'authorization': `Token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, description: name }),
  })
  return JSON.parse(await answer.text()).pk
}

async function givePicture({ base, token }: Shop, partId: number) {
  const body = new FormData()
  body.append('image', new Blob([await makePicture()]), 'photo.jpg')
  const answer = await fetch(`${base}/api/part/${partId}/`, {
    method: 'PATCH',
    headers: { authorization: `Token ${token}` },
    body,
  })
  return { status: answer.status, text: await answer.text() }
}

/** Clients that give pictures to items one after the other, and what they were answered. */
function keepUploading(shop: Shop, parts: readonly number[]) {
  const answers: { status: number; text: string }[] = []
  let isOver = false
  const client = async (partId: number) => {
    while (!isOver) answers.push(await givePicture(shop, partId))
  }
  const ended = Promise.all(parts.map(client))
  const end = async () => {
    isOver = true
    await ended
  }
  return {
    answers,
    count: (status: number) => answers.filter((a) => a.status === status).length,
    end,
  }
}

if (process.env.S3_DENIED_ACCESS_KEY_ID && process.env.DB_CONNECTION !== 'mysql') {
  test.group('A server with its files in an object store', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-s3-'))
    let objectStore: ObjectStore
    let server: OwnServer
    let shop: Shop

    group.setup(async () => {
      objectStore = await startS3(folder)
      const settings: Record<string, string> = {
        ...objectStore.environment,
        DRIVE_DISK: 's3',
        DATA_DIR: join(folder, 'data'),
        ADMIN_USERNAME: 'admin',
        ADMIN_PASSWORD: PASSWORD,
        ADMIN_EMAIL: 'admin@example.com',
      }
      await setUpOf(objectStore.environment)
      server = await OwnServer.start(settings)
      shop = { base: server.base, token: await tokenOf(server.base), settings }
    })
    group.teardown(async () => {
      await server?.end()
      await objectStore?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    test('sends pictures by links to the store, to sessions and to programs with a token', async ({
      assert,
    }) => {
      const id = await makePart(shop, 'Lamp')
      assert.equal((await givePicture(shop, id)).status, 200)
      const authorization = `Token ${shop.token}`
      const part = await fetch(`${shop.base}/api/part/${id}/`, { headers: { authorization } })
      const { image } = JSON.parse(await part.text())
      const address = new URL(image, shop.base).href

      const typeOf = async () => {
        const headers = { authorization }
        return (await fetch(address, { method: 'HEAD', headers })).headers.get('content-type')
      }
      await until('the sizes are made', async () => (await typeOf()) === 'image/webp')
      const refused = await fetch(address, { redirect: 'manual' })
      assert.notInclude([200, 206], refused.status)
      assert.notInclude(refused.headers.get('location') ?? '', 'X-Amz-Signature')
      const link = await fetch(address, { headers: { authorization }, redirect: 'manual' })
      assert.equal(link.status, 302)
      const target = new URL(link.headers.get('location') ?? '')
      assert.equal(target.origin, objectStore.environment.S3_ENDPOINT)
      assert.notInclude(target.href, objectStore.environment.S3_MEDIA_SECRET_ACCESS_KEY)
      const followed = await fetch(address, { headers: { authorization } })
      assert.equal(followed.status, 200)
      assert.equal(followed.headers.get('content-type'), 'image/webp')

      const visitor = new Visitor(shop.base)
      await visitor.signIn('admin', PASSWORD)
      const page = await visitor.get(`/items/${id}`)
      assert.include(page.headers.get('content-security-policy') ?? '', target.origin)
      assert.equal((await visitor.get(new URL(address).pathname)).status, 302)
      const headers = { authorization }
      const head = await fetch(address, { method: 'HEAD', headers, redirect: 'manual' })
      assert.equal(head.status, 200)
      assert.equal(head.headers.get('content-type'), 'image/webp')
    })

    test('goes on while the store is away, refuses uploads plainly, and leaves nothing dangling', async ({
      assert,
    }) => {
      const parts = await Promise.all(
        Array.from({ length: CLIENTS }, (_, index) => makePart(shop, `Item ${index}`))
      )
      const visitor = new Visitor(shop.base)
      await visitor.signIn('admin', PASSWORD)
      const uploads = keepUploading(shop, parts)
      await until('uploads before', () => uploads.count(200) >= 2 * CLIENTS)
      await objectStore.stop()
      await until('refusals', () => uploads.count(503) >= 2 * CLIENTS)
      for (const path of ['/items', `/items/${parts[0]}`, '/balance', '/']) {
        assert.equal((await visitor.get(path)).status, 200, path)
      }
      const { port } = new URL(objectStore.environment.S3_ENDPOINT)
      objectStore = await startS3(folder, { port: Number(port) })
      const before = uploads.count(200)
      await until('uploads after', () => uploads.count(200) >= before + 2 * CLIENTS)
      await uploads.end()

      const statuses = new Set(uploads.answers.map(({ status }) => status))
      assert.sameMembers([...statuses], [200, 503])
      const refusal = uploads.answers.find(({ status }) => status === 503)
      assert.include(refusal?.text ?? '', 'The file store')
      assert.notInclude(refusal?.text ?? '', 'bincard-media')

      // What could not be removed meanwhile is removed by a job.
      let doctor = { code: 1, text: '' }
      await until('0 orphans, 0 missing', async () => {
        doctor = await ace(['storage:doctor', '--grace=0'], shop.settings)
        return doctor.code === 0
      }).catch(() => undefined)
      assert.equal(doctor.code, 0, doctor.text)
      assert.match(doctor.text, /Pictures of items .* 0 orphans, 0 missing/)
    })

    test('names a key that is denied, a lost bucket and a store that is away', async ({
      assert,
    }) => {
      const { environment } = objectStore
      const cases: [Record<string, string>, RegExp][] = [
        [
          {
            S3_MEDIA_ACCESS_KEY_ID: environment.S3_DENIED_ACCESS_KEY_ID,
            S3_MEDIA_SECRET_ACCESS_KEY: environment.S3_DENIED_SECRET_ACCESS_KEY,
          },
          /media \(bincard-media\): may not write: .*403/,
        ],
        [
          { S3_EXPORT_BUCKET: 'never-made' },
          /exports \(never-made\): may not list: .*NoSuchBucket/,
        ],
        [{ S3_ENDPOINT: 'http://127.0.0.1:9' }, /may not write: write: ECONNREFUSED/],
      ]
      for (const [changed, expected] of cases) {
        const { code, text } = await ace(['storage:doctor'], { ...shop.settings, ...changed })
        assert.equal(code, 1)
        assert.match(text.replaceAll(/\s+/g, ' '), expected)
        assert.notInclude(text, environment.S3_DENIED_SECRET_ACCESS_KEY)
      }
    })
  })
}
