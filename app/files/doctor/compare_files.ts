import { right, wrong, type StoreFinding } from '#files/doctor/finding'
import { listReferences, type FileReferences } from '#files/references'
import type { Store, StoreName } from '#files/stores/store'

const HOUR_MS = 3_600_000
const MOST_NAMED = 5

export interface Comparison {
  files: number
  orphans: string[]
  missing: string[]
}

/**
 * Looks for files that nobody refers to, and for references to files that are not there. A file is
 * written before its row: younger ones than `graceMs` have a row to come.
 */
export async function compareFiles(
  references: FileReferences,
  store: Store,
  graceMs = HOUR_MS
): Promise<Comparison> {
  const before = Date.now() - graceMs
  const found = new Map<string, Date>()
  for await (const { key, modifiedAt } of store.list(references.prefix)) found.set(key, modifiedAt)
  // Read after the files: what was kept meanwhile is known, and what was removed is asked for again.
  const needed = new Set(await Array.fromAsync(references.needed()))
  const allowed = new Set(await Array.fromAsync(references.allowed?.() ?? noKeys()))
  const orphans = [...found]
    .filter(([key, at]) => !needed.has(key) && !allowed.has(key) && at.getTime() <= before)
    .map(([key]) => key)
  const missing: string[] = []
  for (const key of needed) {
    if (!found.has(key) && (await store.find(key)) === null) missing.push(key)
  }
  return { files: found.size, orphans, missing }
}

async function* noKeys(): AsyncGenerator<string> {}

/** The same for all that refers to files, as findings. */
export async function* examineFiles(
  open: (name: StoreName) => Promise<Store> | Store,
  graceMs = HOUR_MS
): AsyncGenerator<StoreFinding> {
  for (const references of listReferences()) {
    const store = await open(references.store)
    const { files, orphans, missing } = await compareFiles(references, store, graceMs)
    const subject = `${references.name} (${references.store}/${references.prefix})`
    const counts = `${files} files, ${orphans.length} orphans, ${missing.length} missing`
    yield orphans.length + missing.length === 0 ? right(subject, counts) : wrong(subject, counts)
    if (missing.length > 0) {
      const remedy = references.remedy ?? 'Put them back from a backup or an old version'
      yield wrong(subject, `missing: ${some(missing)}`, remedy)
    }
    if (orphans.length > 0) {
      yield wrong(subject, `nobody refers to: ${some(orphans)}`, 'A job removes them within a day')
    }
  }
}

function some(keys: readonly string[]): string {
  const more = keys.length - MOST_NAMED
  return keys.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
