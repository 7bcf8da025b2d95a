import { transact } from '#core/unit_of_work'
import { StoreFault } from '#files/stores/faults'
import { exportStore, mediaStore } from '#files/stores'
import { enqueueJob } from '#jobs/actions/enqueue_job'

export const REMOVE_JOB = 'remove_files'
const STORES = { media: mediaStore, exports: exportStore }

/**
 * Removes files that nothing refers to any more: at once, or by a job when the store is away. What asked
 * for it has happened already, and must not fail for it.
 */
export async function removeFiles(
  store: keyof typeof STORES,
  keys: readonly string[]
): Promise<void> {
  try {
    await STORES[store].remove(keys)
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    await transact(async (unit) => {
      await enqueueJob(unit, { name: REMOVE_JOB, payload: { store, keys: [...keys] } })
    })
  }
}
