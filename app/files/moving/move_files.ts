import { createHash } from 'node:crypto'
import { openStore, type StoreKind } from '#files/stores/open_store'
import type { ListedFile, Store, StoreName } from '#files/stores/store'

export interface MovedStore {
  store: StoreName
  copied: number
  there: number
  /** What is not the same after the copy. */
  failed: string[]
}

/** What visitors and jobs made. Scripts and styles are published anew instead. */
const MOVED: StoreName[] = ['media', 'exports']
const AT_ONCE = 4

/**
 * Copies every file that is not there yet, and reads both again to compare them. Run again it goes on where
 * it stopped: a file that is there with the same bytes is not sent again.
 */
export async function* moveFiles(from: StoreKind, to: StoreKind): AsyncGenerator<MovedStore> {
  for (const name of MOVED) {
    yield await moveStore(await openStore(name, from), await openStore(name, to))
  }
}

export async function moveStore(from: Store, to: Store): Promise<MovedStore> {
  const outcome: MovedStore = { store: from.name, copied: 0, there: 0, failed: [] }
  const files = from.list('')[Symbol.asyncIterator]()
  const work = async () => {
    for (let next = await files.next(); !next.done; next = await files.next()) {
      await moveFile(next.value, { from, to, outcome })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return outcome
}

interface Move {
  from: Store
  to: Store
  outcome: MovedStore
}

async function moveFile({ key }: ListedFile, { from, to, outcome }: Move): Promise<void> {
  const checksum = await checksumOf(from, key)
  // Removed meanwhile.
  if (checksum === null) return
  if ((await checksumOf(to, key)) === checksum) {
    outcome.there += 1
    return
  }
  const file = await from.find(key)
  if (!file) return
  await to.put(key, await file.stream(), {
    contentType: file.contentType,
    contentLength: file.bytes,
  })
  if ((await checksumOf(to, key)) === checksum) outcome.copied += 1
  else outcome.failed.push(key)
}

async function checksumOf(store: Store, key: string): Promise<string | null> {
  const file = await store.find(key)
  if (!file) return null
  const hash = createHash('sha256')
  for await (const piece of await file.stream()) hash.update(piece)
  return hash.digest('hex')
}
