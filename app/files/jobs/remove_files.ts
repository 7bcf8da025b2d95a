import vine from '@vinejs/vine'
import { REMOVE_JOB } from '#files/actions/remove_files'
import { listReferences } from '#files/references'
import { exportStore, mediaStore } from '#files/stores'
import { defineJob } from '#jobs/job'

const MOST_KEYS = 10_000
const MANY_ATTEMPTS = 20

/** Removes files when the store is back. What has come into use again meanwhile stays. */
export const removeFilesLater = defineJob({
  name: REMOVE_JOB,
  payload: vine.create({
    store: vine.enum(['media', 'exports'] as const),
    keys: vine.array(vine.string()).maxLength(MOST_KEYS),
  }),
  isRunByHand: false,
  maxAttempts: MANY_ATTEMPTS,
  backoff: { firstMs: 1_000, longestMs: 600_000 },
  async handle({ payload: { store, keys } }) {
    const used = await inUse(store, keys)
    const removed = keys.filter((key) => !used.has(key))
    await (store === 'media' ? mediaStore : exportStore).remove(removed)
    return { removed: removed.length }
  },
})

async function inUse(store: string, keys: readonly string[]): Promise<Set<string>> {
  const asked = new Set(keys)
  const used = new Set<string>()
  for (const references of listReferences()) {
    const isAbout = keys.some((key) => key.startsWith(references.prefix))
    if (references.store !== store || !isAbout) continue
    for await (const key of references.needed()) if (asked.has(key)) used.add(key)
  }
  return used
}
