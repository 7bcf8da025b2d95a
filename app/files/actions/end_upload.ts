import type { Actor } from '#core/access'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { originalKey } from '#files/attachments/store'
import { UploadGone } from '#files/stores/faults'
import { mediaStore } from '#files/stores'
import { lengthOfPart, type FileUpload } from '#files/uploads/upload_row'

export const CHECK_JOB = 'check_upload'

/** The numbers of the parts that have arrived as long as they must be. */
export async function arrivedParts(upload: FileUpload): Promise<number[]> {
  if (upload.state !== 'open') return []
  try {
    const parts = await mediaStore.listParts(originalKey(upload.folder), upload.uploadId)
    return parts
      .filter(({ number, bytes }) => bytes === lengthOfPart(upload, number))
      .map(({ number }) => number)
  } catch (error) {
    if (error instanceof UploadGone) return []
    throw error
  }
}

/** All parts are said to be there: a job makes the file of them, checks it, and attaches it. */
export function endUpload(upload: FileUpload, actor: Actor): Promise<void> {
  return transact(async (unit) => {
    const changed = await unit.trx
      .from('file_uploads')
      .where('id', upload.id)
      .whereIn('state', ['open', 'failed'])
      .update({ state: 'checking', problem: null, updated_at: now() })
    if (Number(changed) === 0) return
    await enqueueJob(unit, {
      name: CHECK_JOB,
      payload: { uploadId: upload.id },
      dedupKey: `${CHECK_JOB}:${upload.id}`,
      userId: actor.id,
    })
  })
}

/** Gives an upload up; what has arrived is removed. One that is being checked goes on. */
export async function cancelUpload(upload: FileUpload): Promise<void> {
  const deleted = await transact(async ({ trx }) =>
    trx.from('file_uploads').where('id', upload.id).whereIn('state', ['open', 'failed']).delete()
  )
  if (Number(deleted) === 0) return
  await mediaStore.abortUpload(originalKey(upload.folder), upload.uploadId)
}
