import { Readable } from 'node:stream'
import type { Disk } from '@adonisjs/drive'
import { CopyObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { NoSuchFile, StoreFault } from '#files/stores/faults'
import { checkKey, isKey } from '#files/stores/keys'
import { clientConfig, type ObjectStoreSettings, type StoreBucket } from '#files/stores/s3_client'
import { isMissing, s3Fault } from '#files/stores/s3_faults'
import { factsFor, S3Uploads } from '#files/stores/s3_uploads'
import type {
  ByteRange,
  FileFacts,
  LinkOptions,
  ListedFile,
  PartAddress,
  Store,
  StoredFile,
  StoreName,
  UploadPart,
} from '#files/stores/store'

const UNKNOWN_TYPE = 'application/octet-stream'
const DELETED_AT_ONCE = 1_000
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2

interface S3StoreOptions {
  settings: ObjectStoreSettings
  store: StoreBucket
  disk: () => Disk
}

/** Files in a bucket. AdonisJS Drive does what it can; the rest is asked of the store itself. */
export class S3Store implements Store {
  #client: S3Client
  /** Signs addresses for browsers, which may know the store by another name. */
  #linkClient: S3Client
  #bucket: string
  #disk: () => Disk
  #uploads: S3Uploads

  constructor(
    readonly name: StoreName,
    { settings, store, disk }: S3StoreOptions
  ) {
    const config = clientConfig(settings, store.key)
    const { publicEndpoint } = settings
    this.#client = new S3Client(config)
    this.#linkClient = new S3Client(
      publicEndpoint ? { ...config, endpoint: publicEndpoint } : config
    )
    this.#bucket = store.bucket
    this.#disk = disk
    this.#uploads = new S3Uploads({
      client: this.#client,
      linkClient: this.#linkClient,
      bucket: store.bucket,
    })
  }

  put(key: string, body: Uint8Array | Readable, facts: FileFacts): Promise<void> {
    checkKey(key)
    return this.#plainly('write', async () => {
      if (body instanceof Uint8Array) await this.#disk().put(key, body, facts)
      else await this.#putStream(key, body, facts)
    })
  }

  /** In parts where it is long: what breaks on the way leaves nothing behind. */
  async #putStream(key: string, body: Readable, facts: FileFacts): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { Bucket: this.#bucket, Key: key, Body: body, ...factsFor(facts) },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    })
    await upload.done()
  }

  async find(key: string): Promise<StoredFile | null> {
    if (!isKey(key)) return null
    const facts = await this.#plainly('look for', () => this.#factsOf(key))
    if (!facts) return null
    return {
      bytes: facts.contentLength,
      contentType: facts.contentType ?? UNKNOWN_TYPE,
      etag: facts.etag,
      modifiedAt: facts.lastModified,
      stream: (range?: ByteRange) => this.#plainly('read', () => this.#read(key, range)),
    }
  }

  async #factsOf(key: string) {
    try {
      return await this.#disk().getMetaData(key)
    } catch (error) {
      if (!isMissing(error)) throw error
      await this.#proveBucket()
      return null
    }
  }

  /** A lost bucket answers like a missing file: a list tells them apart. */
  async #proveBucket(): Promise<void> {
    for await (const page of this.#pages('', 1)) if (page) return
  }

  async #read(key: string, range?: ByteRange): Promise<Readable> {
    const { Body: body } = await this.#client.send(
      new GetObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}),
      })
    )
    if (body instanceof Readable) return body
    throw new StoreFault('failed', this.name, 'read: an answer without a body')
  }

  #pages(prefix: string, pageSize?: number, delimiter?: string) {
    return paginateListObjectsV2(
      { client: this.#client, pageSize },
      { Bucket: this.#bucket, Prefix: prefix, Delimiter: delimiter }
    )
  }

  async *list(prefix: string): AsyncIterable<ListedFile> {
    for await (const page of this.#each('list', this.#pages(prefix))) {
      for (const { Key: key = '', Size: bytes = 0, LastModified: at } of page.Contents ?? []) {
        if (isKey(key)) yield { key, bytes, modifiedAt: at ?? new Date(0) }
      }
    }
  }

  async *folders(folder: string): AsyncIterable<string> {
    checkKey(folder)
    const prefix = `${folder}/`
    for await (const page of this.#each('list', this.#pages(prefix, undefined, '/'))) {
      for (const { Prefix: name = '' } of page.CommonPrefixes ?? []) {
        yield name.slice(prefix.length, -1)
      }
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) checkKey(key)
    for (let at = 0; at < keys.length; at += DELETED_AT_ONCE) {
      await this.#plainly('remove', () => this.#removePiece(keys.slice(at, at + DELETED_AT_ONCE)))
    }
  }

  async #removePiece(keys: readonly string[]): Promise<void> {
    if (keys.length === 1) return this.#disk().delete(keys[0])
    const objects = keys.map((key) => ({ Key: key }))
    const { Errors: errors = [] } = await this.#client.send(
      new DeleteObjectsCommand({
        Bucket: this.#bucket,
        Delete: { Objects: objects, Quiet: true },
      })
    )
    const [first] = errors.filter(({ Code: code }) => code !== 'NoSuchKey')
    if (!first) return
    const kind = first.Code === 'AccessDenied' ? 'denied' : 'failed'
    throw new StoreFault(kind, this.name, `remove: ${first.Code}`)
  }

  async removeFolder(folder: string): Promise<void> {
    checkKey(folder)
    let keys: string[] = []
    for await (const { key } of this.list(`${folder}/`)) {
      keys.push(key)
      if (keys.length < DELETED_AT_ONCE) continue
      await this.remove(keys)
      keys = []
    }
    await this.remove(keys)
  }

  async copy(from: string, to: string): Promise<void> {
    checkKey(from)
    checkKey(to)
    const source = `/${this.#bucket}/${from.split('/').map(encodeURIComponent).join('/')}`
    const command = new CopyObjectCommand({ Bucket: this.#bucket, Key: to, CopySource: source })
    try {
      await this.#client.send(command)
    } catch (error) {
      if (isMissing(error)) throw new NoSuchFile(from)
      throw s3Fault(error, this.name, 'copy')
    }
  }

  presignGet(key: string, options: LinkOptions): Promise<string> {
    checkKey(key)
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ResponseContentType: options.contentType,
      ResponseContentDisposition: options.contentDisposition,
    })
    return getSignedUrl(this.#linkClient, command, { expiresIn: options.seconds })
  }

  beginUpload(key: string, facts: FileFacts): Promise<string> {
    checkKey(key)
    return this.#plainly('begin an upload', () => this.#uploads.begin(key, facts))
  }

  presignPart(key: string, part: PartAddress, seconds: number): Promise<string> {
    checkKey(key)
    return this.#uploads.presign(key, part, seconds)
  }

  putPart(key: string, part: PartAddress, body: Readable | Uint8Array): Promise<UploadPart> {
    return this.#plainly('write a part', () => this.#uploads.put(key, part, body))
  }

  listParts(key: string, uploadId: string): Promise<UploadPart[]> {
    return this.#plainly('list parts', () => this.#uploads.parts(key, uploadId))
  }

  completeUpload(key: string, uploadId: string, parts: readonly UploadPart[]): Promise<void> {
    return this.#plainly('complete', () => this.#uploads.complete(key, uploadId, parts))
  }

  abortUpload(key: string, uploadId: string): Promise<void> {
    return this.#plainly('abort', () => this.#uploads.abort(key, uploadId))
  }

  listUploads(before: Date) {
    return this.#each('list uploads', this.#uploads.list(before))
  }

  async removeUnfinished(before: Date): Promise<number> {
    let removed = 0
    for await (const { key, uploadId } of this.listUploads(before)) {
      await this.abortUpload(key, uploadId)
      removed += 1
    }
    return removed
  }

  async *#each<T>(tried: string, items: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* items
    } catch (error) {
      throw s3Fault(error, this.name, tried)
    }
  }

  async #plainly<T>(tried: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      throw s3Fault(error, this.name, tried)
    }
  }
}
