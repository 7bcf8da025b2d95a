import type { Row } from '#core/sql'
import { isStillReferenced } from '#core/constraint_faults'
import { toDatabaseTime } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { allAttachables } from '#files/attachments/attachable'
import { originalKey, removeFiles } from '#files/attachments/store'
import { mediaStore } from '#files/stores'
import { uploadOf } from '#files/uploads/upload_row'

const MOST_AT_ONCE = 200

/** Notes since when what attachments belong to is gone, and forgets it of what came back. */
export async function noteOrphans(moment: string): Promise<void> {
  for (const { resource } of allAttachables()) {
    const isThere = `EXISTS (SELECT 1 FROM ${resource.table} WHERE id = attachments.model_id)`
    const own = ({ trx }: UnitOfWork) => trx.from('attachments').where('model_type', resource.model)
    await transact(async (unit) => {
      await own(unit)
        .whereNull('orphaned_at')
        .whereRaw(`NOT ${isThere}`)
        .update({ orphaned_at: moment })
      await own(unit).whereNotNull('orphaned_at').whereRaw(isThere).update({ orphaned_at: null })
    })
  }
}

/** Erases attachments that were taken away, or left alone, before a moment; gives how many. Until it is 0. */
export function forgetAttachments(before: string): Promise<number> {
  return transact(async ({ trx }) => {
    const rows: Row[] = await trx
      .from('attachments')
      .where((any) => any.where('removed_at', '<', before).orWhere('orphaned_at', '<', before))
      .limit(MOST_AT_ONCE)
      .select('id')
    const ids = rows.map((row) => Number(row.id))
    if (ids.length > 0) await trx.from('attachments').whereIn('id', ids).delete()
    return ids.length
  })
}

/** Removes files that nothing refers to any more; gives how many. To be called until it is 0. */
export async function forgetFiles(): Promise<number> {
  const folders = await transact(deleteUnused)
  // Only now that the rows are gone for good: a transaction that failed has removed nothing.
  for (const folder of folders) await removeFiles(folder)
  return folders.length
}

async function deleteUnused({ trx }: UnitOfWork): Promise<string[]> {
  const rows: Row[] = await trx
    .from('stored_files')
    .whereRaw('NOT EXISTS (SELECT 1 FROM attachments WHERE file_id = stored_files.id)')
    .limit(MOST_AT_ONCE)
    .select('id', 'key')
  const folders: string[] = []
  for (const row of rows) {
    try {
      await trx.from('stored_files').where('id', Number(row.id)).delete()
      folders.push(String(row.key))
    } catch (error) {
      // Somebody has attached the same content meanwhile.
      if (!isStillReferenced(error)) throw error
    }
  }
  return folders
}

/** Gives up uploads that were left before a moment; gives how many. To be called until it is 0. */
export async function forgetUploads(before: Date): Promise<number> {
  const rows: Row[] = await transact(async ({ trx }) => {
    const old: Row[] = await trx
      .from('file_uploads')
      .where('updated_at', '<', toDatabaseTime(before))
      .limit(MOST_AT_ONCE)
    const ids = old.map((row) => Number(row.id))
    if (ids.length > 0) await trx.from('file_uploads').whereIn('id', ids).delete()
    return old
  })
  for (const upload of rows.map(uploadOf)) {
    if (upload.state === 'done') continue
    await mediaStore.abortUpload(originalKey(upload.folder), upload.uploadId)
  }
  return rows.length
}
