import { mediaStore } from '#files/stores'
import type { StoredFile } from '#files/stores/store'

/** A year: names change with the content. Kept by browsers, and by nothing between. */
const FOR_GOOD = 'private, max-age=31536000, immutable'

/** Where uploaded files lie: keys are paths such as "parts/7/3f2a-64.webp". */
export const media = {
  keep(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    const facts = { contentType, contentLength: bytes.length, cacheControl: FOR_GOOD }
    return mediaStore.put(key, bytes, facts)
  },

  /** Null when there is no such file. */
  find(key: string): Promise<StoredFile | null> {
    return mediaStore.find(key)
  },

  /** The names of the folders below a key: "parts" has one for each part with pictures. */
  async folders(key: string): Promise<string[]> {
    return Array.fromAsync(mediaStore.folders(key))
  },

  removeFolder(key: string): Promise<void> {
    return mediaStore.removeFolder(key)
  },

  /** Files that are gone already are no failure. */
  remove(keys: readonly string[]): Promise<void> {
    return mediaStore.remove(keys)
  },
}

/** The whole of a file, in memory. Throws when it is gone. */
export async function readMedia(key: string): Promise<Uint8Array> {
  const found = await mediaStore.find(key)
  if (!found) throw new Error(`There is no file "${key}"`)
  const pieces: Buffer[] = []
  for await (const piece of await found.stream()) pieces.push(piece)
  return Buffer.concat(pieces)
}
