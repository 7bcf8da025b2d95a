import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import vine from '@vinejs/vine'
import { toDatabaseTime } from '#core/time'
import { exportsFolder, KEPT_DAYS } from '#files/exports/export_files'
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
  let removed = 0
  for (const name of await readdir(exportsFolder).catch(() => [])) {
    const path = join(exportsFolder, name)
    const changed = await stat(path).catch(() => null)
    if (!changed || changed.mtime >= before) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}
