import env from '#start/env'
import { examineFiles } from '#files/doctor/compare_files'
import { examineDisk } from '#files/doctor/examine_disk'
import { wrong, type StoreFinding } from '#files/doctor/finding'
import { StoreFault } from '#files/stores/faults'
import { openStore } from '#files/stores/open_store'

/** Looks at the stores in use: rights, denials, and whether files and rows agree. */
export async function* examineStores(graceMs: number): AsyncGenerator<StoreFinding> {
  const { disk, objectStore } = env.files
  if (disk === 'local') yield* examineDisk()
  else if (objectStore) {
    const { examineObjectStore } = await import('#files/doctor/examine_object_store')
    yield* examineObjectStore(objectStore, (name) => openStore(name, 's3'))
  }
  try {
    yield* examineFiles((name) => openStore(name, disk), graceMs)
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    const remedy = 'They cannot be compared with the database'
    yield wrong(`Files of ${error.store}`, error.detail, remedy)
  }
}
