import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { test } from '@japa/runner'
import env from '#start/env'
import { StoreFault } from '#files/stores/faults'
import { clientConfig, type ObjectStoreSettings, type StoreKey } from '#files/stores/s3_client'
import type { S3Store } from '#files/stores/s3_store'
import { ownBuckets, setUp, settingsOfTests, storeWith } from '#tests/helpers/object_store'
import { contentOf, pattern, testStore } from '#tests/helpers/store_contract'

const TYPE = { contentType: 'text/plain' }
const PATIENCE_MS = 45_000
const DENIED: StoreKey = {
  id: process.env.S3_DENIED_ACCESS_KEY_ID ?? '',
  secret: process.env.S3_DENIED_SECRET_ACCESS_KEY ?? '',
}

/** The kind of the fault that this ends with; fails when it ends well, or with something else. */
async function faultOf(act: () => Promise<unknown>): Promise<StoreFault> {
  try {
    await act()
  } catch (error) {
    if (error instanceof StoreFault) return error
    throw error
  }
  throw new Error('It was allowed')
}

/** Every way to use a store, by name. */
function allUses(store: S3Store): [string, () => Promise<unknown>][] {
  return [
    ['write', () => store.put('a/b.txt', Buffer.from('x'), TYPE)],
    ['find', () => store.find('a/b.txt')],
    ['list', () => Array.fromAsync(store.list('a/'))],
    ['folders', () => Array.fromAsync(store.folders('a'))],
    ['remove', () => store.remove(['a/b.txt'])],
    ['remove many', () => store.remove(['a/b.txt', 'a/c.txt'])],
    ['remove a folder', () => store.removeFolder('a')],
    ['begin an upload', () => store.beginUpload('a/b.txt', TYPE)],
    ['list uploads', () => Array.fromAsync(store.listUploads(new Date()))],
  ]
}

if (process.env.S3_DENIED_ACCESS_KEY_ID) {
  test.group('A store in an S3-compatible service', (group) => {
    let settings: ObjectStoreSettings
    let store: S3Store

    group.setup(async () => {
      settings = ownBuckets()
      await setUp(settings)
      store = await storeWith('media', settings)
    })

    testStore(() => store)

    test('keeps what it is told of a file', async ({ assert }) => {
      const facts = {
        contentType: 'text/javascript; charset=utf-8',
        cacheControl: 'public, max-age=31536000, immutable',
        contentEncoding: 'br',
      }
      await store.put('facts/app.js', Buffer.from('not really br'), facts)
      const link = await store.presignGet('facts/app.js', { seconds: 60 })
      const { headers } = await fetch(link)
      assert.equal(headers.get('content-type'), facts.contentType)
      assert.equal(headers.get('cache-control'), facts.cacheControl)
      assert.equal(headers.get('content-encoding'), 'br')
    })

    test('gives links that fetch one file for a while, under the name and type asked for', async ({
      assert,
    }) => {
      await store.put('links/a.txt', Buffer.from('for you'), TYPE)
      const link = await store.presignGet('links/a.txt', {
        seconds: 3,
        contentType: 'application/pdf',
        contentDisposition: 'attachment; filename="a.pdf"',
      })
      const answer = await fetch(link)
      assert.equal(await answer.text(), 'for you')
      assert.equal(answer.headers.get('content-type'), 'application/pdf')
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="a.pdf"')
      const other = new URL(link)
      other.pathname = other.pathname.replace('a.txt', 'b.txt')
      assert.equal((await fetch(other)).status, 403)
      assert.notInclude(link, settings.media.key.secret)

      const end = Date.now() + PATIENCE_MS
      let status = 200
      while (status === 200 && Date.now() < end) {
        await sleep(200)
        status = (await fetch(link)).status
      }
      assert.equal(status, 403)
    })

    test('takes parts from a browser by links, and from pages of this product only', async ({
      assert,
    }) => {
      const key = 'direct/long.pdf'
      const pieces = [pattern(5 * 1024 * 1024, 1), pattern(500, 2)]
      const uploadId = await store.beginUpload(key, { contentType: 'application/pdf' })
      for (const [index, body] of pieces.entries()) {
        const part = { uploadId, number: index + 1 }
        const link = await store.presignPart(key, part, 60)
        assert.equal((await fetch(link, { method: 'PUT', body })).status, 200)
      }
      await store.completeUpload(key, uploadId, await store.listParts(key, uploadId))
      assert.isTrue((await contentOf(store, key)).equals(Buffer.concat(pieces)))

      const asks = (origin: string) =>
        fetch(`${settings.endpoint}/${settings.media.bucket}/${key}`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'PUT' },
        })
      const ours = await asks(env.appUrl)
      assert.equal(ours.headers.get('access-control-allow-origin'), env.appUrl)
      const theirs = await asks('https://elsewhere.example')
      assert.isNull(theirs.headers.get('access-control-allow-origin'))
    })

    test('keeps the version before, which its own key cannot destroy', async ({
      assert,
      cleanup,
    }) => {
      const { bucket: Bucket, key } = settings.media
      const Key = 'versions/a.txt'
      const [own, admin] = [key, settings.admin ?? key].map(
        (one) => new S3Client(clientConfig(settings, one))
      )
      cleanup(() => [own, admin].forEach((client) => client.destroy()))
      await store.put(Key, Buffer.from('first'), TYPE)
      await store.put(Key, Buffer.from('second'), TYPE)
      await store.remove([Key])
      assert.isNull(await store.find(Key))
      const { Versions: versions = [] } = await admin.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: Key })
      )
      assert.lengthOf(versions, 2)
      const erase = new DeleteObjectCommand({ Bucket, Key, VersionId: versions[0].VersionId })
      await assert.rejects(() => own.send(erase), /access denied/i)
    })

    test('refuses everything to a key without rights, an unknown one and a wrong secret', async ({
      assert,
    }) => {
      await store.put('a/b.txt', Buffer.from('private'), TYPE)
      const strangers = [
        DENIED,
        { id: 'nobody', secret: 'nothing at all' },
        { ...settings.media.key, secret: 'wrong-secret-of-the-key' },
        settings.exports.key,
        settings.static.key,
      ]
      for (const key of strangers) {
        const theirs = await storeWith('media', settings, key)
        for (const [use, act] of allUses(theirs)) {
          const fault = await faultOf(act)
          assert.equal(`${use}: ${fault.kind}`, `${use}: denied`)
          assert.equal(fault.status, 503)
          const told = JSON.stringify(fault) + fault.message
          assert.notInclude(told, key.secret)
          assert.notInclude(told, key.id)
        }
        const link = await theirs.presignGet('a/b.txt', { seconds: 60 })
        assert.equal((await fetch(link)).status, 403)
      }
      assert.equal(String(await contentOf(store, 'a/b.txt')), 'private')
    })

    test('gives its own key the files of its bucket, and nothing else', async ({
      assert,
      cleanup,
    }) => {
      const { bucket: Bucket, key } = settings.media
      const own = new S3Client(clientConfig(settings, key))
      cleanup(() => own.destroy())
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })
      for (const command of [
        () => own.send(new GetBucketPolicyCommand({ Bucket })),
        () => own.send(new PutBucketPolicyCommand({ Bucket, Policy })),
        () => own.send(new DeleteBucketCommand({ Bucket })),
        () => own.send(new CreateBucketCommand({ Bucket: `${Bucket}-own` })),
      ]) {
        await assert.rejects(command, /access denied/i)
      }
      const foreign = await storeWith('exports', settings, key)
      for (const [use, act] of allUses(foreign)) {
        assert.equal(`${use}: ${(await faultOf(act)).kind}`, `${use}: denied`)
      }
    })

    test('shows nobody else anything but static files by their names', async ({ assert }) => {
      const statics = await storeWith('static', settings)
      await statics.put('app-1.js', Buffer.from('1'), { contentType: 'text/javascript' })
      await store.put('secret.txt', Buffer.from('s'), TYPE)
      const ask = async (path: string, method = 'GET') =>
        (await fetch(`${settings.endpoint}/${path}`, { method })).status
      const [media, open] = [settings.media.bucket, settings.static.bucket]
      assert.equal(await ask(`${open}/app-1.js`), 200)
      assert.equal(await ask(`${open}?list-type=2`), 403)
      assert.equal(await ask(`${open}/app-2.js`, 'PUT'), 403)
      assert.equal(await ask(`${open}/app-1.js`, 'DELETE'), 403)
      assert.equal(await ask(`${media}/secret.txt`), 403)
      assert.equal(await ask(`${media}?list-type=2`), 403)
      assert.equal(await ask(`${settings.exports.bucket}?list-type=2`), 403)
    })

    test('tells a lost bucket and a store that is away from a missing file', async ({ assert }) => {
      assert.isNull(await store.find('a/none.txt'))
      const admin = settings.admin ?? settings.media.key
      const lost = { ...settings, media: { bucket: 'never-made', key: admin } }
      const away = { ...settings, endpoint: 'http://127.0.0.1:9' }
      const cases = { no_bucket: lost, unreachable: away }
      for (const [kind, changed] of Object.entries(cases)) {
        for (const [use, act] of allUses(await storeWith('media', changed))) {
          const fault = await faultOf(act)
          assert.equal(`${use}: ${fault.kind}`, `${use}: ${kind}`)
          assert.equal(fault.status, 503)
        }
      }
    })
  })

  test.group('The set-up of buckets', () => {
    test('says what the store has not, and changes nothing the second time', async ({ assert }) => {
      const settings = ownBuckets()
      const [first, again] = [await setUp(settings), await setUp(settings)]
      for (const subject of ['Bucket', 'Policy', 'CORS', 'Versioning']) {
        assert.equal(first.get(`media ${subject}`), 'done', subject)
        assert.equal(again.get(`media ${subject}`), 'kept', subject)
      }
      assert.equal(first.get('static Policy'), 'done')
      for (const subject of ['Encryption', 'Public access', 'Expiry', 'Unfinished uploads']) {
        assert.equal(first.get(`exports ${subject}`), 'unsupported', subject)
      }
      assert.notInclude([...first.values(), ...again.values()], 'failed')
    })

    test('fails by name with a key that may not', async ({ assert }) => {
      const said = await setUp({ ...ownBuckets(), admin: DENIED })
      assert.deepEqual(said, new Map([
        ['media Bucket', 'failed'],
        ['exports Bucket', 'failed'],
        ['static Bucket', 'failed'],
      ])) // prettier-ignore
    })
  })
}

/** The same settings at another service, where one key does everything. */
function elsewhere(endpoint: string): ObjectStoreSettings {
  const settings = ownBuckets(settingsOfTests())
  const admin = settings.admin ?? settings.media.key
  const as = (name: 'media' | 'exports' | 'static') => ({ ...settings[name], key: admin })
  const buckets = { media: as('media'), exports: as('exports'), static: as('static') }
  return { ...settings, ...buckets, endpoint, publicEndpoint: endpoint }
}

if (process.env.S3_MINIO_ENDPOINT && process.env.S3_ENDPOINT) {
  test.group('The set-up of buckets on MinIO', () => {
    test('sets rules by which old files go, and encryption', async ({ assert }) => {
      const settings = elsewhere(process.env.S3_MINIO_ENDPOINT ?? '')
      const [first, again] = [await setUp(settings), await setUp(settings)]
      for (const subject of ['media Expiry', 'exports Expiry', 'media Encryption']) {
        assert.equal(first.get(subject), 'done', subject)
        assert.equal(again.get(subject), 'kept', subject)
      }
      assert.equal(first.get('exports Cold class'), 'unsupported')
      assert.equal(first.get('exports Unfinished uploads'), 'unsupported')
      assert.notInclude([...first.values()], 'failed')
      const store = await storeWith('media', settings)
      await store.put('a.txt', Buffer.from('kept'), TYPE)
      assert.equal(String(await contentOf(store, 'a.txt')), 'kept')
    })
  })
}

if (process.env.S3_MOTO_ENDPOINT && process.env.S3_ENDPOINT) {
  test.group('The set-up of buckets on moto', () => {
    test('sets every rule: to a cold class, then gone, and unfinished uploads removed', async ({
      assert,
    }) => {
      const settings = elsewhere(process.env.S3_MOTO_ENDPOINT ?? '')
      const [first, again] = [await setUp(settings), await setUp(settings)]
      const subjects = ['Expiry', 'Cold class', 'Unfinished uploads', 'Versioning', 'Encryption']
      for (const subject of [...subjects, 'Public access']) {
        assert.equal(first.get(`exports ${subject}`), 'done', subject)
        assert.equal(again.get(`exports ${subject}`), 'kept', subject)
      }
      assert.notInclude([...first.values()], 'failed')
    })
  })
}
