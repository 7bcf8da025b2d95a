import vine from '@vinejs/vine'
import db from '@adonisjs/lucid/services/db'
import { inPieces, type Row } from '#core/sql'
import { now, toDatabaseTime } from '#core/time'
import { defineJob, type JobContext } from '#jobs/job'
import {
  forgetAttachments,
  forgetFiles,
  forgetUploads,
  noteOrphans,
} from '#files/actions/forget_attachments'
import { ATTACHMENTS_FOLDER } from '#files/attachments/store'
import { mediaStore } from '#files/stores'

const DAY_MS = 86_400_000
/** How long an attachment that was taken away can be put back. */
export const KEPT_DAYS = 7
/** How long an upload that was left can be gone on with. */
const UNFINISHED_DAYS = 3
const KEYS_AT_ONCE = 500

/** Erases attachments and uploads that had their time, and files that nothing refers to. */
export const cleanAttachments = defineJob({
  name: 'clean_attachments',
  payload: vine.create({}),
  async handle(context) {
    await noteOrphans(now())
    const before = toDatabaseTime(new Date(Date.now() - KEPT_DAYS * DAY_MS))
    const left = new Date(Date.now() - UNFINISHED_DAYS * DAY_MS)
    return {
      attachments: await untilNone(context, () => forgetAttachments(before)),
      uploads: await untilNone(context, () => forgetUploads(left)),
      files: await untilNone(context, forgetFiles),
      strays: await removeStrays(context, new Date(Date.now() - DAY_MS)),
    }
  },
})

async function untilNone(context: JobContext, forget: () => Promise<number>): Promise<number> {
  let all = 0
  for (let count = -1; count !== 0;) {
    count = await forget()
    all += count
    await context.breathe()
  }
  return all
}

/** A process that was killed between file and row leaves a file that no row knows. */
async function removeStrays(context: JobContext, before: Date): Promise<number> {
  const old: string[] = []
  for await (const { key, modifiedAt } of mediaStore.list(`${ATTACHMENTS_FOLDER}/`)) {
    if (modifiedAt < before) old.push(key)
  }
  let removed = 0
  for (const keys of inPieces(old, KEYS_AT_ONCE)) {
    const known = await knownFolders(keys.map(folderOf))
    const strays = keys.filter((key) => !known.has(folderOf(key)))
    await mediaStore.remove(strays)
    removed += strays.length
    await context.breathe()
  }
  return removed
}

const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/'))

async function knownFolders(folders: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (const table of ['stored_files', 'file_uploads']) {
    const rows: Row[] = await db
      .from(table)
      .whereIn('key', [...new Set(folders)])
      .select('key')
    for (const row of rows) known.add(String(row.key))
  }
  return known
}
