import { randomUUID } from 'node:crypto'
import { mkdir, statfs } from 'node:fs/promises'
import { storeFolder } from '#config/drive'
import { right, wrong, type StoreFinding } from '#files/doctor/finding'
import { StoreFault } from '#files/stores/faults'
import { openStore } from '#files/stores/open_store'
import { STORE_NAMES, type StoreName } from '#files/stores/store'

const LEAST_FREE_BYTES = 1_000_000_000
const LEAST_FREE_SHARE = 0.02

/** Proves that each store's folder can be written, and has room. */
export async function* examineDisk(): AsyncGenerator<StoreFinding> {
  for (const name of STORE_NAMES) yield await examineFolder(name)
  const { bavail, blocks, bsize } = await statfs(storeFolder('media'))
  const free = bavail * bsize
  const isEnough = free >= LEAST_FREE_BYTES && bavail / blocks >= LEAST_FREE_SHARE
  const found = `${Math.floor(free / 1_000_000)} MB free`
  yield isEnough
    ? right('Disk', found)
    : wrong('Disk', found, 'Make room, or move to a larger disk')
}

async function examineFolder(name: StoreName): Promise<StoreFinding> {
  const subject = `${name}: folder ${storeFolder(name)}`
  const store = await openStore(name, 'local')
  const key = `doctor/${randomUUID()}`
  try {
    await mkdir(storeFolder(name), { recursive: true })
    await store.put(key, Buffer.from('?'), { contentType: 'text/plain' })
    const file = await store.find(key)
    const isThere = file?.bytes === 1
    await store.removeFolder('doctor')
    return isThere
      ? right(subject, 'written, read and removed')
      : wrong(subject, 'is not read back')
  } catch (error) {
    const why = error instanceof StoreFault ? error.detail : String(error)
    return wrong(subject, why, 'The user that Bincard runs as must be able to write there')
  }
}
