import vine from '@vinejs/vine'
import { inPieces } from '#core/sql'
import { compareFiles } from '#files/doctor/compare_files'
import { listReferences } from '#files/references'
import { UNFINISHED_DAYS } from '#files/setup/bucket_rules'
import { exportStore, mediaStore } from '#files/stores'
import { defineJob, type JobContext } from '#jobs/job'

const DAY_MS = 86_400_000
const KEYS_AT_ONCE = 500

/**
 * Removes uploads that were begun long ago and never ended (not every store does so by itself), and files
 * without a row, which a process leaves that is killed between the two.
 */
export const cleanStores = defineJob({
  name: 'clean_stores',
  payload: vine.create({}),
  async handle(context) {
    const before = new Date(Date.now() - UNFINISHED_DAYS * DAY_MS)
    const media = await mediaStore.removeUnfinished(before)
    await context.breathe()
    const exports = await exportStore.removeUnfinished(before)
    return { uploads: media + exports, orphans: await removeOrphans(context) }
  },
})

async function removeOrphans(context: JobContext): Promise<number> {
  let removed = 0
  for (const references of listReferences()) {
    const store = references.store === 'media' ? mediaStore : exportStore
    const { orphans } = await compareFiles(references, store, DAY_MS)
    for (const keys of inPieces(orphans, KEYS_AT_ONCE)) {
      await store.remove(keys)
      removed += keys.length
      await context.breathe()
    }
  }
  return removed
}
