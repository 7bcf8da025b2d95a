import vine from '@vinejs/vine'
import { UNFINISHED_DAYS } from '#files/setup/bucket_rules'
import { exportStore, mediaStore } from '#files/stores'
import { defineJob } from '#jobs/job'

const DAY_MS = 86_400_000

/** Removes uploads that were begun long ago and never ended: not every store does so by itself. */
export const cleanStores = defineJob({
  name: 'clean_stores',
  payload: vine.create({}),
  async handle(context) {
    const before = new Date(Date.now() - UNFINISHED_DAYS * DAY_MS)
    const media = await mediaStore.removeUnfinished(before)
    await context.breathe()
    return { media, exports: await exportStore.removeUnfinished(before) }
  },
})
