import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import { NoSuchFile, PartsDiffer, UploadGone } from '#files/stores/faults'
import type { ByteRange, Store } from '#files/stores/store'

const MEGABYTE = 1024 * 1024
/** The least that object stores take for a part that is not the last. */
const PART = 5 * MEGABYTE
const TYPE = { contentType: 'text/plain' }

let counter = 0
/** A folder of its own for each test, so that none sees another's files. */
function ownFolder(): string {
  counter += 1
  return `contract/${Date.now()}-${counter}`
}

/** Bytes that differ all along, so that a piece in the wrong place is seen. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at * 31 + seed) >>> 0, at)
  return bytes
}

export async function contentOf(store: Store, key: string, range?: ByteRange): Promise<Buffer> {
  const file = await store.find(key)
  if (!file) throw new Error(`There is no ${key}`)
  return buffer(await file.stream(range))
}

async function keysBelow(store: Store, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key).sort()
}

async function upload(store: Store, key: string, pieces: readonly Buffer[]) {
  const uploadId = await store.beginUpload(key, { contentType: 'application/pdf' })
  for (const [index, bytes] of pieces.entries()) {
    await store.putPart(key, { uploadId, number: index + 1 }, Readable.from([bytes]))
  }
  return uploadId
}

/** Breaks in the middle, like a connection that is cut. */
function brokenStream(): Readable {
  return Readable.from(
    (async function* () {
      yield pattern(MEGABYTE)
      throw new Error('the connection is gone')
    })()
  )
}

/** What every store must do, whatever it is made of. To be called within a group. */
export function testStore(open: () => Store): void {
  filesAreKept(open)
  filesAreListedAndRemoved(open)
  uploadsInParts(open)
}

function filesAreKept(open: () => Store): void {
  test('keeps bytes and streams, and gives them back whole or by range', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    const long = pattern(9 * MEGABYTE)
    await store.put(`${folder}/short.txt`, Buffer.from('0123456789'), TYPE)
    await store.put(`${folder}/long.txt`, Readable.from([long]), TYPE)
    const short = await store.find(`${folder}/short.txt`)

    assert.equal(short?.bytes, 10)
    assert.equal(short?.contentType, 'text/plain')
    assert.match(short?.etag ?? '', /^"[^"]+"$/)
    assert.isBelow(Math.abs(Date.now() - (short?.modifiedAt.getTime() ?? 0)), 60_000)
    assert.equal(String(await contentOf(store, `${folder}/short.txt`)), '0123456789')
    const range = await contentOf(store, `${folder}/short.txt`, { start: 3, end: 5 })
    assert.equal(String(range), '345')
    assert.isTrue((await contentOf(store, `${folder}/long.txt`)).equals(long))
    await store.put(`${folder}/short.txt`, Buffer.from('other'), TYPE)
    assert.equal(String(await contentOf(store, `${folder}/short.txt`)), 'other')
    assert.notEqual((await store.find(`${folder}/short.txt`))?.etag, short?.etag)
  })

  test('keeps a file without a byte', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    await store.put(`${folder}/bytes.txt`, Buffer.alloc(0), TYPE)
    await store.put(`${folder}/stream.txt`, Readable.from([]), TYPE)
    for (const name of ['bytes', 'stream']) {
      assert.equal((await store.find(`${folder}/${name}.txt`))?.bytes, 0)
      assert.lengthOf(await contentOf(store, `${folder}/${name}.txt`), 0)
    }
  })

  test('has nothing of a file whose upload breaks', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    await assert.rejects(() => store.put(`${folder}/a.txt`, brokenStream(), TYPE), /is gone/)
    await store.put(`${folder}/b.txt`, Buffer.from('kept'), TYPE)
    await assert.rejects(() => store.put(`${folder}/b.txt`, brokenStream(), TYPE))
    assert.isNull(await store.find(`${folder}/a.txt`))
    assert.equal(String(await contentOf(store, `${folder}/b.txt`)), 'kept')
    assert.deepEqual(await keysBelow(store, folder), [`${folder}/b.txt`])
  })

  test('knows nothing by a key that leads elsewhere, and writes nothing there', async ({
    assert,
  }) => {
    const [store, folder] = [open(), ownFolder()]
    const bad = ['../a', 'a/../../b', '/etc/passwd', 'a//b', '.hidden', 'a\0b', 'ключ', 'a\\b', '']
    for (const key of [...bad, 'a'.repeat(701)]) {
      assert.isNull(await store.find(key), key)
      assert.throws(() => void store.put(key, Buffer.from('x'), TYPE), /is no key/)
      await assert.rejects(() => store.remove([key]), /is no key/)
    }
    assert.isNull(await store.find(`${folder}/none`))
  })

  test('copies a file with its type', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    await store.put(`${folder}/from.txt`, Buffer.from('the same'), TYPE)
    await store.copy(`${folder}/from.txt`, `${folder}/to.txt`)
    assert.equal(String(await contentOf(store, `${folder}/to.txt`)), 'the same')
    assert.equal((await store.find(`${folder}/to.txt`))?.contentType, 'text/plain')
    await assert.rejects(() => store.copy(`${folder}/none.txt`, `${folder}/x.txt`), NoSuchFile)
  })
}

function filesAreListedAndRemoved(open: () => Store): void {
  test('lists by the beginning of keys, and folders', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    for (const name of ['parts/7/a.txt', 'parts/70/b.txt', 'parts/8/c.txt', 'parts.txt']) {
      await store.put(`${folder}/${name}`, Buffer.from(name), TYPE)
    }
    assert.deepEqual(await keysBelow(store, `${folder}/parts/7`), [
      `${folder}/parts/7/a.txt`,
      `${folder}/parts/70/b.txt`,
    ])
    assert.lengthOf(await keysBelow(store, `${folder}/`), 4)
    assert.lengthOf(await keysBelow(store, `${folder}/none`), 0)
    const folders = await Array.fromAsync(store.folders(`${folder}/parts`))
    assert.sameMembers(folders, ['7', '70', '8'])
    const [first] = await Array.fromAsync(store.list(`${folder}/parts/8`))
    assert.equal(first.bytes, 'parts/8/c.txt'.length)
  })

  test('removes files, folders, and what is not there', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    for (const name of ['a', 'b', 'c', 'sub/d', 'sub/deep/e', 'subway']) {
      await store.put(`${folder}/${name}`, Buffer.from(name), TYPE)
    }
    await store.remove([`${folder}/a`])
    await store.remove([`${folder}/b`, `${folder}/c`, `${folder}/none`])
    await store.remove([`${folder}/none`])
    await store.remove([])
    await store.removeFolder(`${folder}/sub`)
    await store.removeFolder(`${folder}/nowhere`)
    assert.deepEqual(await keysBelow(store, folder), [`${folder}/subway`])
  })
}

function uploadsInParts(open: () => Store): void {
  test('makes a file of its parts, in their order, whichever came last', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    const key = `${folder}/long.pdf`
    const pieces = [pattern(PART, 1), pattern(PART, 2), pattern(1000, 3)]
    const uploadId = await store.beginUpload(key, { contentType: 'application/pdf' })
    for (const number of [3, 1, 2]) {
      await store.putPart(key, { uploadId, number }, pieces[number - 1])
    }
    const again = await store.putPart(key, { uploadId, number: 2 }, Readable.from([pieces[1]]))
    const parts = await store.listParts(key, uploadId)
    assert.deepEqual(
      parts.map(({ number, bytes }) => [number, bytes]),
      [[1, PART], [2, PART], [3, 1000]] // prettier-ignore
    )
    assert.equal(parts[1].etag, again.etag)
    assert.isNull(await store.find(key))
    await store.completeUpload(key, uploadId, parts.toReversed())

    assert.isTrue((await contentOf(store, key)).equals(Buffer.concat(pieces)))
    assert.equal((await store.find(key))?.contentType, 'application/pdf')
    await assert.rejects(() => store.listParts(key, uploadId), UploadGone)
  })

  test('refuses parts that did not arrive, and stays as it was', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    const key = `${folder}/a.pdf`
    const uploadId = await upload(store, key, [pattern(1000)])
    const [part] = await store.listParts(key, uploadId)
    const wrong = { ...part, etag: '"00000000000000000000000000000000"' }
    for (const parts of [[], [wrong], [part, { ...part, number: 2 }]]) {
      await assert.rejects(() => store.completeUpload(key, uploadId, parts), PartsDiffer)
    }
    assert.isNull(await store.find(key))
    await store.completeUpload(key, uploadId, [part])
    assert.equal((await store.find(key))?.bytes, 1000)
  })

  test('forgets an upload that is given up, and refuses what comes for it', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    const key = `${folder}/a.pdf`
    const uploadId = await upload(store, key, [pattern(1000)])
    await store.abortUpload(key, uploadId)
    await store.abortUpload(key, uploadId)
    await refusesUpload(assert, store, { key, uploadId })
    await refusesUpload(assert, store, { key, uploadId: '../../etc' })
    assert.deepEqual(await keysBelow(store, folder), [])
  })

  test('lists unfinished uploads by age, and removes them', async ({ assert }) => {
    const [store, folder] = [open(), ownFolder()]
    const key = `${folder}/a.pdf`
    const uploadId = await upload(store, key, [pattern(1000)])
    const ids = async (before: number) =>
      (await Array.fromAsync(store.listUploads(new Date(before))))
        .filter((found) => found.key === key)
        .map((found) => found.uploadId)
    assert.deepEqual(await ids(Date.now() - 3_600_000), [])
    assert.deepEqual(await ids(Date.now() + 3_600_000), [uploadId])
    assert.equal(await store.removeUnfinished(new Date(Date.now() - 3_600_000)), 0)
    assert.isAtLeast(await store.removeUnfinished(new Date(Date.now() + 3_600_000)), 1)
    assert.deepEqual(await ids(Date.now() + 3_600_000), [])
  })
}

async function refusesUpload(
  assert: Assert,
  store: Store,
  { key, uploadId }: { key: string; uploadId: string }
): Promise<void> {
  const part = { uploadId, number: 1 }
  await assert.rejects(() => store.listParts(key, uploadId), UploadGone)
  await assert.rejects(() => store.putPart(key, part, pattern(10)), UploadGone)
  const parts = [{ number: 1, etag: '"00000000000000000000000000000000"', bytes: 10 }]
  await assert.rejects(() => store.completeUpload(key, uploadId, parts), UploadGone)
}
