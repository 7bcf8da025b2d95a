import vine from '@vinejs/vine'
import { toDatabaseTime } from '#core/time'
import { EXPORTS_FOLDER, KEPT_DAYS } from '#files/exports/export_files'
import { exportStore } from '#files/stores'
import { deleteOlder } from '#jobs/actions/delete_older'
import { defineJob } from '#jobs/job'

const DAY_MS = 86_400_000

/** Removes exports that had their time, and files that belong to none. */
export const cleanExports = defineJob({
  name: 'clean_exports',
  payload: vine.create({}),
  async handle(context) {
    const before = new Date(Date.now() - KEPT_DAYS * DAY_MS)
    const outdated = {
      table: 'table_exports',
      column: 'created_at',
      before: toDatabaseTime(before),
    }
    let exports = 0
    for (let count = -1; count !== 0;) {
      count = await deleteOlder(outdated)
      exports += count
      await context.breathe()
    }
    return { exports, files: await removeFiles(before) }
  },
})

async function removeFiles(before: Date): Promise<number> {
  const outdated: string[] = []
  for await (const { key, modifiedAt } of exportStore.list(`${EXPORTS_FOLDER}/`)) {
    if (modifiedAt < before) outdated.push(key)
  }
  await exportStore.remove(outdated)
  return outdated.length
}
