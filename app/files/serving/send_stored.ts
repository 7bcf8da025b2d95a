import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { attachmentNamed, inlineNamed } from '#core/export/formats'
import env from '#start/env'
import { readRange } from '#files/serving/byte_range'
import type { ByteRange, Store, StoredFile } from '#files/stores/store'

export interface SentFile {
  key: string
  /** What the product knows it to be; otherwise what the store says. */
  contentType?: string
  /** The name that a browser saves it under. */
  name?: string
  /** Saved even where a browser could show it. */
  isSaved?: boolean
  cacheControl?: string
}

/** What a browser may show: nothing that can run a script on this host. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|avif)|application\/pdf)$/
const IMAGE = /^image\//
/** How long a link to the store itself lives; who has begun to fetch it may take longer. */
const LINK_SECONDS = 300
/** A browser asks again for a link before the one it knows dies. */
const LINK_KEPT_SECONDS = 240
const PRIVATE = 'private, no-store'

/**
 * Answers with a stored file, after the caller has asked who may have it. A disk is read here, by range
 * where that is asked for; an object store is asked for by the browser itself, at an address on its own
 * host that dies soon (programs then leave out their token, which the store would refuse).
 */
export async function sendStored(ctx: HttpContext, store: Store, sent: SentFile): Promise<void> {
  const file = await store.find(sent.key)
  if (!file) throw new NotFound('File')
  const { response } = ctx
  response.header('cache-control', sent.cacheControl ?? PRIVATE)
  response.header('etag', file.etag)
  if (response.fresh()) return response.status(304).send('')
  const shown = shownAs(sent, file)
  const link = await linkTo(ctx, store, { key: sent.key, ...shown })
  if (link) return redirectTo(ctx, link, sent)
  describeFile(ctx, { ...shown, modifiedAt: file.modifiedAt })
  await sendPiece(ctx, file)
}

/** A program that asks for the headers alone gets them here: a link is for one method only. */
async function linkTo(
  { request }: HttpContext,
  store: Store,
  { key, ...shown }: Shown & { key: string }
): Promise<string | null> {
  if (!env.files.objectStore?.isServedByRedirect || request.method() !== 'GET') return null
  return store.presignGet(key, { seconds: LINK_SECONDS, ...shown })
}

interface Shown {
  contentType: string
  contentDisposition: string
}

function shownAs(sent: SentFile, file: StoredFile): Shown {
  const contentType = sent.contentType ?? file.contentType
  return { contentType, contentDisposition: dispositionOf(sent, contentType) }
}

/** What cannot be shown without harm is saved; so is what is asked for as a file. */
function dispositionOf({ name, isSaved, key }: SentFile, contentType: string): string {
  const called = name ?? key.slice(key.lastIndexOf('/') + 1)
  return isSaved || !SHOWN.test(contentType) ? attachmentNamed(called) : inlineNamed(called)
}

function redirectTo({ response }: HttpContext, link: string, { cacheControl }: SentFile): void {
  const isKept = cacheControl !== undefined && !cacheControl.includes('no-store')
  response.removeHeader('etag')
  response.header('cache-control', isKept ? `private, max-age=${LINK_KEPT_SECONDS}` : PRIVATE)
  response.header('referrer-policy', 'no-referrer')
  response.status(302).header('location', link).send('')
}

function describeFile({ response }: HttpContext, facts: Shown & { modifiedAt: Date }): void {
  response.header('content-type', facts.contentType)
  response.header('content-disposition', facts.contentDisposition)
  response.header('last-modified', facts.modifiedAt.toUTCString())
  response.header('accept-ranges', 'bytes')
  response.header('x-content-type-options', 'nosniff')
  // A PDF's viewer is a page of the browser's own, which a sandbox would keep from starting.
  if (IMAGE.test(facts.contentType)) {
    response.header('content-security-policy', "default-src 'none'; sandbox")
  }
}

async function sendPiece({ request, response }: HttpContext, file: StoredFile): Promise<void> {
  const range = isSameFile(request.header('if-range'), file)
    ? readRange(request.header('range'), file.bytes)
    : null
  if (range === 'none') {
    response.removeHeader('content-disposition')
    response.header('content-range', `bytes */${file.bytes}`)
    return response.status(416).send('')
  }
  if (range) {
    response.status(206)
    response.header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  }
  response.header('content-length', String(lengthOf(range, file)))
  if (request.method() === 'HEAD') return response.stream(Readable.from([]))
  response.stream(await file.stream(range ?? undefined))
}

function lengthOf(range: ByteRange | null, { bytes }: StoredFile): number {
  return range ? range.end - range.start + 1 : bytes
}

/** A piece only goes on with the same file; of another, the whole is sent. */
function isSameFile(ifRange: string | undefined, { etag, modifiedAt }: StoredFile): boolean {
  if (!ifRange) return true
  return ifRange === etag || ifRange === modifiedAt.toUTCString()
}
