import type { Readable } from 'node:stream'

export const STORE_NAMES = ['media', 'exports', 'static'] as const
export type StoreName = (typeof STORE_NAMES)[number]

/** Bytes of a file from one to another, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** What a store is told of a file. A disk keeps none of it but the bytes. */
export interface FileFacts {
  contentType: string
  /** Of a stream, where it is known. */
  contentLength?: number
  cacheControl?: string
  contentEncoding?: string
  contentDisposition?: string
}

/** A kept file, ready to be sent. */
export interface StoredFile {
  bytes: number
  contentType: string
  /** With its quotation marks. */
  etag: string
  modifiedAt: Date
  stream(range?: ByteRange): Promise<Readable>
}

export interface ListedFile {
  key: string
  bytes: number
  modifiedAt: Date
}

export interface UploadPart {
  number: number
  etag: string
  bytes: number
}

export interface UnfinishedUpload {
  key: string
  uploadId: string
  startedAt: Date
}

export interface LinkOptions {
  seconds: number
  contentType?: string
  contentDisposition?: string
}

/** A part of an upload: numbers begin at 1. */
export interface PartAddress {
  uploadId: string
  number: number
}

/**
 * Where files lie, by keys such as "parts/7/3f2a-64.webp". What goes wrong with the store itself is a
 * StoreFault. A file is there as a whole or not at all, and no reader sees half of one.
 */
export interface Store {
  readonly name: StoreName
  put(key: string, body: Uint8Array | Readable, facts: FileFacts): Promise<void>
  /** Null when there is no such file. */
  find(key: string): Promise<StoredFile | null>
  /** The files whose keys begin with the prefix, in the order of their keys where the store has one. */
  list(prefix: string): AsyncIterable<ListedFile>
  /** The names right below a folder: "parts" has one for each part with pictures. */
  folders(folder: string): AsyncIterable<string>
  /** Files that are gone already are no failure. */
  remove(keys: readonly string[]): Promise<void>
  removeFolder(folder: string): Promise<void>
  /** Throws where there is nothing to copy. */
  copy(from: string, to: string): Promise<void>
  /** An address that anyone can fetch the file at for a while; null where the store has none. */
  presignGet(key: string, options: LinkOptions): Promise<string | null>

  /** Begins an upload in parts. */
  beginUpload(key: string, facts: FileFacts): Promise<string>
  /** An address that a browser can PUT the part to; null where the app takes it by `putPart`. */
  presignPart(key: string, part: PartAddress, seconds: number): Promise<string | null>
  /** Takes a part; sent again, it replaces the one before. */
  putPart(key: string, part: PartAddress, body: Readable | Uint8Array): Promise<UploadPart>
  /** What has arrived so far, by number. Throws UploadGone when there is no such upload. */
  listParts(key: string, uploadId: string): Promise<UploadPart[]>
  /** Makes the file of its parts, in the order of their numbers. Throws UploadGone. */
  completeUpload(key: string, uploadId: string, parts: readonly UploadPart[]): Promise<void>
  /** An upload that is gone already is no failure. */
  abortUpload(key: string, uploadId: string): Promise<void>
  /** Uploads that were begun before a moment and never ended. */
  listUploads(before: Date): AsyncIterable<UnfinishedUpload>
  /** Removes what was begun before a moment and never ended; gives how much. */
  removeUnfinished(before: Date): Promise<number>
}
