import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { PartsDiffer, UploadGone } from '#files/stores/faults'
import type { FileFacts, PartAddress, UnfinishedUpload, UploadPart } from '#files/stores/store'

const PARTS_WRONG = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'MalformedXML'])

/** The facts of a file in the words of the object store. */
export function factsFor(facts: FileFacts) {
  return {
    ContentType: facts.contentType,
    ContentLength: facts.contentLength,
    CacheControl: facts.cacheControl,
    ContentEncoding: facts.contentEncoding,
    ContentDisposition: facts.contentDisposition,
  }
}

/** Uploads in parts to a bucket: browsers send the parts to the store itself. */
export class S3Uploads {
  #client: S3Client
  #linkClient: S3Client
  #bucket: string

  constructor(options: { client: S3Client; linkClient: S3Client; bucket: string }) {
    this.#client = options.client
    this.#linkClient = options.linkClient
    this.#bucket = options.bucket
  }

  async begin(key: string, { contentLength: _, ...facts }: FileFacts): Promise<string> {
    const { UploadId: uploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({ Bucket: this.#bucket, Key: key, ...factsFor(facts) })
    )
    if (!uploadId) throw new UploadGone()
    return uploadId
  }

  presign(key: string, part: PartAddress, seconds: number): Promise<string> {
    return getSignedUrl(this.#linkClient, new UploadPartCommand(this.#part(key, part)), {
      expiresIn: seconds,
    })
  }

  #part(key: string, { uploadId, number }: PartAddress) {
    return { Bucket: this.#bucket, Key: key, UploadId: uploadId, PartNumber: number }
  }

  /** A part is kept in memory while it is sent: it is small, and can be sent again. */
  async put(key: string, part: PartAddress, body: Readable | Uint8Array): Promise<UploadPart> {
    const bytes = body instanceof Uint8Array ? body : Buffer.concat(await body.toArray())
    const { ETag: etag = '' } = await this.#client.send(
      new UploadPartCommand({ ...this.#part(key, part), Body: bytes })
    )
    return { number: part.number, etag, bytes: bytes.length }
  }

  /** By what each page says of itself: some stores name a next page where there is none. */
  async parts(key: string, uploadId: string): Promise<UploadPart[]> {
    const parts: UploadPart[] = []
    const upload = { Bucket: this.#bucket, Key: key, UploadId: uploadId }
    let marker: string | undefined
    do {
      const page: PartsPage = await this.#client.send(
        new ListPartsCommand({ ...upload, PartNumberMarker: marker })
      )
      parts.push(...partsOf(page))
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
    } while (marker)
    return parts
  }

  async complete(key: string, uploadId: string, parts: readonly UploadPart[]): Promise<void> {
    const ordered = [...parts].sort((one, other) => one.number - other.number)
    if (ordered.length === 0) throw new PartsDiffer()
    const command = new CompleteMultipartUploadCommand({
      Bucket: this.#bucket,
      Key: key,
      UploadId: uploadId,
      MultipartUpload: {
        Parts: ordered.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })),
      },
    })
    try {
      await this.#client.send(command)
    } catch (error) {
      if (error instanceof Error && PARTS_WRONG.has(error.name)) throw new PartsDiffer()
      throw error
    }
  }

  async abort(key: string, uploadId: string): Promise<void> {
    try {
      await this.#client.send(
        new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId })
      )
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NoSuchUpload') throw error
    }
  }

  async *list(before: Date): AsyncGenerator<UnfinishedUpload> {
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}
    while (marker) {
      const page: MultipartPage = await this.#client.send(
        new ListMultipartUploadsCommand({ Bucket: this.#bucket, ...marker })
      )
      yield* uploadsBefore(page, before)
      marker = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : undefined
    }
  }
}

interface MultipartPage {
  Uploads?: { Key?: string; UploadId?: string; Initiated?: Date }[]
  IsTruncated?: boolean
  NextKeyMarker?: string
  NextUploadIdMarker?: string
}

function* uploadsBefore({ Uploads: uploads = [] }: MultipartPage, before: Date) {
  for (const { Key: key, UploadId: uploadId, Initiated: startedAt } of uploads) {
    if (key && uploadId && startedAt && startedAt < before) yield { key, uploadId, startedAt }
  }
}

interface PartsPage {
  Parts?: { PartNumber?: number; ETag?: string; Size?: number }[]
  IsTruncated?: boolean
  NextPartNumberMarker?: string
}

function partsOf({ Parts: parts = [] }: PartsPage): UploadPart[] {
  return parts.map(({ PartNumber: number = 0, ETag: etag = '', Size: bytes = 0 }) => {
    return { number, etag, bytes }
  })
}
