import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import app from '@adonisjs/core/services/app'
import type { Store } from '#files/stores/store'

export type AssetEncoding = 'gzip' | 'br'

export interface PublishedAsset {
  key: string
  state: 'sent' | 'there'
  bytes: number
}

const FOLDER = 'public/assets'
const SUFFIXES: Record<AssetEncoding, string> = { gzip: '.gz', br: '.br' }
/** The build names a file after its content: under one name there is never another. */
const HASHED = /-[\w-]{8}\.[a-z0-9]+$/
const FOR_GOOD = 'public, max-age=31536000, immutable'
const AT_ONCE = 8
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

/** Thrown when the scripts and styles were never built. */
export class NothingToPublish extends Error {
  code = 'E_NOTHING_TO_PUBLISH'
}

/**
 * Puts the built scripts and styles into a store, several at once, and skips what is there. A bucket
 * sends a file in the one coding it has: the smaller copy that the build left, where there is one.
 */
export async function publishAssets(
  store: Store,
  encoding: AssetEncoding,
  tell: (asset: PublishedAsset) => void
): Promise<void> {
  const folder = app.makePath(FOLDER)
  const names = new Set(await readdir(folder).catch(() => []))
  const waiting = [...names].filter((name) => HASHED.test(name) && TYPES[extname(name)])
  if (waiting.length === 0) {
    throw new NothingToPublish(`There is nothing in ${FOLDER}: run npm run build:assets first`)
  }
  const there = await sizesBelow(store)
  const work = async () => {
    for (let name = waiting.pop(); name; name = waiting.pop()) {
      const isPacked = names.has(name + SUFFIXES[encoding])
      const bytes = await readFile(join(folder, isPacked ? name + SUFFIXES[encoding] : name))
      tell(await publish({ store, name, bytes, encoding: isPacked ? encoding : undefined, there }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function sizesBelow(store: Store): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  for await (const { key, bytes } of store.list('assets/')) sizes.set(key, bytes)
  return sizes
}

interface Asset {
  store: Store
  name: string
  bytes: Buffer
  encoding?: AssetEncoding
  there: Map<string, number>
}

async function publish({ store, name, bytes, encoding, there }: Asset): Promise<PublishedAsset> {
  const key = `assets/${name}`
  if (there.get(key) === bytes.length) return { key, state: 'there', bytes: bytes.length }
  await store.put(key, bytes, {
    contentType: TYPES[extname(name)],
    cacheControl: FOR_GOOD,
    contentEncoding: encoding,
  })
  return { key, state: 'sent', bytes: bytes.length }
}
