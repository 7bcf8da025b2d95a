import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { ownBuckets, setUp, storeWith } from '#tests/helpers/object_store'
import { OwnServer } from '#tests/helpers/own_server'
import { makePicture } from '#tests/helpers/pictures'
import { PASSWORD, Visitor } from '#tests/helpers/visitor'

const PART = 8 * 1024 * 1024
const PATIENCE_MS = 60_000

/** A server of its own whose files lie in an object store, and somebody signed in there. */
async function serverOnStore(more: Record<string, string> = {}) {
  const settings = ownBuckets()
  await setUp(settings)
  const server = await OwnServer.start({
    DB_CONNECTION: 'sqlite',
    QUEUE_DRIVER: 'database',
    CACHE_STORE: 'memory',
    EVENT_LOG: 'outbox',
    ROLE: 'all',
    DRIVE_DISK: 's3',
    S3_MEDIA_BUCKET: settings.media.bucket,
    S3_EXPORT_BUCKET: settings.exports.bucket,
    S3_STATIC_BUCKET: settings.static.bucket,
    ADMIN_USERNAME: 'owner',
    ADMIN_PASSWORD: PASSWORD,
    ...more,
  })
  const visitor = new Visitor(server.base)
  await visitor.signIn('owner')
  await visitor.get('/items/new')
  const made = await visitor.post('/items', { name: 'Cordless drill' })
  return {
    server,
    visitor,
    settings,
    item: made.location ?? '',
    page: `${made.location}/attachments`,
  }
}

type Place = Awaited<ReturnType<typeof serverOnStore>>

/** Sends what the script of the page sends. */
async function sender({ server, visitor, page }: Place) {
  const { text } = await visitor.get(page)
  const csrf = /name="csrf-token" content="([^"]+)"/.exec(text)?.[1] ?? ''
  return (path: string, body?: RequestInit['body']) =>
    fetch(server.base + path, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'cookie': visitor.cookies, 'x-csrf-token': csrf, 'hx-request': 'true' },
    })
}

async function until<T>(read: () => Promise<T | null>): Promise<T> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; await sleep(200)) {
    const found = await read()
    if (found !== null) return found
  }
  throw new Error('It did not happen in time')
}

if (process.env.S3_DENIED_ACCESS_KEY_ID) {
  test.group('Attachments in an object store', () => {
    test('large ones go there in parts, are checked, and are given to those who may see them', async ({
      assert,
      cleanup,
    }) => {
      const place = await serverOnStore()
      const { server, visitor, page } = place
      cleanup(() => server.end())
      const send = await sender(place)
      const content = randomBytes(PART + 700)
      const begun = await send(
        `${page}/uploads`,
        new URLSearchParams({ name: 'film.mp4', bytes: String(content.length) })
      )
      const { token, parts } = JSON.parse(await begun.text())
      assert.equal(parts, 2)
      const upload = `/files/uploads/${token}`
      for (const number of [1, 2]) {
        const { url } = JSON.parse((await visitor.get(`${upload}/parts/${number}`)).text)
        assert.notEqual(new URL(url, server.base).origin, server.base)
        const body = new Uint8Array(content.subarray((number - 1) * PART, number * PART))
        const put = await fetch(url, { method: 'PUT', body })
        assert.equal(put.status, 200, await put.text())
      }
      const state = async () => JSON.parse((await visitor.get(upload)).text)
      assert.deepEqual((await state()).arrived, [1, 2])
      assert.equal((await send(`${upload}/complete`)).status, 202)
      const id = await until(async () => (await state()).attachmentId)

      const file = `/media/attachments/${id}/film.mp4`
      const stranger = await fetch(server.base + file, { redirect: 'manual' })
      assert.match(stranger.headers.get('location') ?? '', /^\/sign-in/)
      const mine = await visitor.get(file)
      assert.equal(mine.status, 302)
      const link = mine.location ?? ''
      assert.notEqual(new URL(link).origin, server.base)
      const sent = await fetch(link)
      assert.equal(sent.headers.get('content-type'), 'application/octet-stream')
      assert.match(sent.headers.get('content-disposition') ?? '', /^attachment/)
      const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
      assert.equal(sum(new Uint8Array(await sent.arrayBuffer())), sum(content))
    })

    test('are sent by the server itself where browsers cannot reach the store', async ({
      assert,
      cleanup,
    }) => {
      const place = await serverOnStore({ S3_SERVE: 'stream' })
      const { server, visitor, item, settings } = place
      cleanup(() => server.end())
      const send = await sender(place)
      const form = new FormData()
      form.append('image', new File([new Uint8Array(await makePicture())], 'drill.jpg'))
      const kept = await send(`${item}/picture`, form)
      const [image] = /\/media\/parts\/[\w/-]+-256\.webp/.exec(await kept.text()) ?? []
      const get = (headers: Record<string, string> = {}) =>
        fetch(`${server.base}${image}`, {
          redirect: 'manual',
          headers: { cookie: visitor.cookies, ...headers },
        })
      // The job's sizes take the place of the file that was uploaded.
      const sized = await until(async () => {
        const answer = await get()
        return answer.headers.get('content-type') === 'image/webp' ? answer : null
      })
      assert.equal(sized.status, 200)
      const whole = Buffer.from(await sized.arrayBuffer())
      assert.equal(sized.headers.get('content-length'), String(whole.length))
      const piece = await get({ range: 'bytes=4-11' })
      assert.equal(piece.status, 206)
      assert.equal(piece.headers.get('content-range'), `bytes 4-11/${whole.length}`)
      assert.deepEqual(Buffer.from(await piece.arrayBuffer()), whole.subarray(4, 12))
      const stranger = await fetch(`${server.base}${image}`, { redirect: 'manual' })
      assert.match(stranger.headers.get('location') ?? '', /^\/sign-in/)

      // The export for BI tools lies in the store as its manifest says, and is sent on as well.
      await send('/admin/bi-export')
      const exports = await storeWith('exports', settings)
      const read = async (key: string) => {
        const found = await exports.find(key)
        return found && Buffer.concat(await Array.fromAsync(await found.stream()))
      }
      const manifest = JSON.parse(String(await until(() => read('bi/manifest.json'))))
      assert.include(
        manifest.files.map((file: { path: string }) => file.path),
        'dim_part/part-0.parquet'
      )
      for (const { path, bytes, sha256 } of manifest.files) {
        const content = await read(`bi/${path}`)
        assert.equal(content?.length, bytes, path)
        const sum = createHash('sha256')
          .update(content ?? '')
          .digest('hex')
        assert.equal(sum, sha256, path)
      }
      const sent = await visitor.get('/admin/bi-export/files/dim_part/part-0.parquet')
      assert.equal(sent.status, 200)
      assert.match(sent.headers.get('content-disposition') ?? '', /^attachment/)
    })
  })
}
