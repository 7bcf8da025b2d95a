import { exportStore } from '#files/stores'
import type { Store } from '#files/stores/store'

/** What the export for BI tools needs of the store of exports. */
export type BiStore = Pick<Store, 'put' | 'find' | 'list' | 'remove'>

/** All files of the export are below this key. */
export const BI_FOLDER = 'bi'

export function biKey(path: string): string {
  return `${BI_FOLDER}/${path}`
}

export function biStore(): BiStore {
  return exportStore
}

/** The text of a small file of the export; null when there is none. */
export async function readText(store: BiStore, path: string): Promise<string | null> {
  const found = await store.find(biKey(path))
  if (!found) return null
  const pieces: Buffer[] = []
  for await (const piece of await found.stream()) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString('utf8')
}
