import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomUUID } from 'node:crypto'
import { dataDirectory } from '#config/database'

/** Where exports for BI tools lie; what this module needs of the store of exports. */
export interface BiStore {
  put(
    key: string,
    body: Readable,
    facts: { contentType: string; contentLength: number }
  ): Promise<void>
  find(key: string): Promise<{ bytes: number; stream(): Promise<Readable> } | null>
  list(prefix: string): AsyncIterable<{ key: string; bytes: number }>
  remove(keys: readonly string[]): Promise<void>
}

/** All files of the export are below this key. */
export const BI_FOLDER = 'bi'

export function biKey(path: string): string {
  return `${BI_FOLDER}/${path}`
}

export function biStore(): BiStore {
  return folderStore(join(dataDirectory, 'exports'))
}

function folderStore(folder: string): BiStore {
  return {
    async put(key, body) {
      const path = join(folder, key)
      const unfinished = `${path}.${randomUUID()}`
      await mkdir(dirname(path), { recursive: true })
      await pipeline(body, createWriteStream(unfinished))
      await rename(unfinished, path)
    },
    async find(key) {
      const found = await stat(join(folder, key)).catch(() => null)
      if (!found?.isFile()) return null
      return { bytes: found.size, stream: async () => createReadStream(join(folder, key)) }
    },
    async *list(prefix) {
      const options = { recursive: true, withFileTypes: true } as const
      for (const entry of await readdir(join(folder, prefix), options).catch(() => [])) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        const key = relative(folder, path).split(sep).join('/')
        const { size } = await stat(path)
        yield { key, bytes: size }
      }
    },
    async remove(keys) {
      for (const key of keys) await rm(join(folder, key), { force: true })
    },
  }
}

/** The text of a small file of the export; null when there is none. */
export async function readText(store: BiStore, path: string): Promise<string | null> {
  const found = await store.find(biKey(path))
  if (!found) return null
  const pieces: Buffer[] = []
  for await (const piece of await found.stream()) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString('utf8')
}
