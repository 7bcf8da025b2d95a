import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { contentTypeOf, HEAD_BYTES, isPicture } from '#files/attachments/content_type'
import { newFolder, originalKey, removeFiles } from '#files/attachments/store'
import { mediaStore } from '#files/stores'

export const SIZES_JOB = 'make_sizes'

/** A file that lies in the store, or did already. No row refers to it yet. */
export interface KeptFile {
  sha256: string
  bytes: number
  contentType: string
  folder: string
  /** False when another upload had brought the same bytes. */
  isNew: boolean
}

/** The content was there when it was looked up, and was removed as unused since. */
class FileGone extends Error {}

/**
 * Puts a file into the store, before the transaction that refers to it, unless its content lies there
 * already; then runs that transaction. When that fails, nothing is left behind.
 */
export async function withFile<T>(
  keep: () => Promise<KeptFile>,
  refer: (file: KeptFile) => Promise<T>
): Promise<T> {
  const file = await keep()
  try {
    return await refer(file)
  } catch (error) {
    // What failed after the commit has left a row that needs its file.
    if (file.isNew && !(await hasRow(file.folder))) await removeFiles(file.folder)
    if (error instanceof FileGone) return withFile(keep, refer)
    throw error
  }
}

async function hasRow(folder: string): Promise<boolean> {
  return (await db.from('stored_files').where('key', folder).select('id').first()) !== null
}

/** Keeps what was uploaded in one request. */
export async function keepBytes(bytes: Uint8Array): Promise<KeptFile> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const contentType = await contentTypeOf(bytes.subarray(0, HEAD_BYTES))
  const known = await folderOf(sha256)
  const folder = known ?? newFolder()
  if (!known) await mediaStore.put(originalKey(folder), bytes, { contentType })
  return { sha256, bytes: bytes.length, contentType, folder, isNew: known === null }
}

/** Where the file with this content lies; null when there is none. */
export async function folderOf(sha256: string): Promise<string | null> {
  const row = await db.from('stored_files').where('sha256', sha256).select('key').first()
  return row ? String(row.key) : null
}

/**
 * Gives the id of the row of a kept file, which is made when it is the first of its content. The row
 * stays locked, so that nobody removes it as unused before it is referred to.
 */
export async function claimFile(unit: UnitOfWork, file: KeptFile): Promise<number> {
  if (file.isNew) await insertFile(unit, file)
  const row = await unit.trx
    .from('stored_files')
    .where('sha256', file.sha256)
    .forUpdate()
    .select('id', 'key')
    .first()
  if (!row) throw new FileGone()
  if (file.isNew && row.key !== file.folder) {
    // Another upload of the same bytes was quicker. What stays because of a fault the clean-up finds.
    unit.afterCommit(() => void removeFiles(file.folder).catch(() => {}))
  }
  return Number(row.id)
}

async function insertFile(unit: UnitOfWork, file: KeptFile): Promise<void> {
  const { sha256, bytes, contentType, folder } = file
  const isImage = isPicture(contentType)
  await unit.trx
    .knexQuery()
    .table('stored_files')
    .insert({
      sha256,
      key: folder,
      bytes,
      content_type: contentType,
      is_image: isImage,
      sizes_state: isImage ? 'pending' : 'none',
      created_at: now(),
    })
    .onConflict('sha256')
    .ignore()
  if (!isImage) return
  const row = await unit.trx.from('stored_files').where('sha256', sha256).select('id').first()
  await enqueueJob(unit, {
    name: SIZES_JOB,
    payload: { fileId: Number(row.id) },
    dedupKey: `${SIZES_JOB}:${row.id}`,
  })
}
