import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { PUBLISHED_FOLDERS } from '#core/assets'
import type { Store } from '#files/stores/store'

type AssetEncoding = keyof typeof PUBLISHED_FOLDERS

export interface PublishedAsset {
  key: string
  state: 'sent' | 'there'
  bytes: number
}

const FOLDER = 'public/assets'
const ENCODINGS: readonly AssetEncoding[] = ['gzip', 'br']
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
 * Puts the built scripts and styles into a store, several at once, and skips what is there. A bucket sends
 * a file in the one coding it has, so each file is there twice: the page knows what its browser takes. What
 * the build did not make smaller lies in both folders as it is.
 */
export async function publishAssets(
  store: Store,
  tell: (asset: PublishedAsset) => void
): Promise<void> {
  const folder = app.makePath(FOLDER)
  const names = new Set(await readdir(folder).catch(() => []))
  const built = [...names].filter((name) => HASHED.test(name) && TYPES[extname(name)])
  if (built.length === 0) {
    throw new NothingToPublish(`There is nothing in ${FOLDER}: run npm run build:assets first`)
  }
  const there = await sizesBelow(store)
  const waiting = built.flatMap((name) => ENCODINGS.map((encoding) => ({ name, encoding })))
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { name, encoding } = next
      const isPacked = names.has(name + SUFFIXES[encoding])
      const bytes = await readFile(join(folder, isPacked ? name + SUFFIXES[encoding] : name))
      const key = PUBLISHED_FOLDERS[encoding] + name
      tell(await publish({ store, key, bytes, encoding: isPacked ? encoding : undefined, there }))
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
  key: string
  bytes: Buffer
  encoding?: AssetEncoding
  there: Map<string, number>
}

async function publish({ store, key, bytes, encoding, there }: Asset): Promise<PublishedAsset> {
  if (there.get(key) === bytes.length) return { key, state: 'there', bytes: bytes.length }
  await store.put(key, bytes, {
    contentType: TYPES[extname(key)],
    cacheControl: FOR_GOOD,
    contentEncoding: encoding,
  })
  return { key, state: 'sent', bytes: bytes.length }
}
