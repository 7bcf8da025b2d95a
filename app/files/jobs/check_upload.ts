import { createHash } from 'node:crypto'
import vine from '@vinejs/vine'
import { can, type Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import { authCache } from '#accounts/auth_cache'
import { defineJob, type JobContext } from '#jobs/job'
import { addAttachment } from '#files/actions/add_attachment'
import { CHECK_JOB } from '#files/actions/end_upload'
import { findAttachable } from '#files/attachments/attachable'
import { contentTypeOf, HEAD_BYTES } from '#files/attachments/content_type'
import { folderOf, type KeptFile } from '#files/attachments/keep_file'
import { originalKey, removeFiles } from '#files/attachments/store'
import { PartsDiffer, UploadGone } from '#files/stores/faults'
import { mediaStore } from '#files/stores'
import { findUpload, lengthOfPart, type FileUpload } from '#files/uploads/upload_row'

const TRIES = 3
const HALF_AN_HOUR_MS = 1_800_000

/** Why an upload cannot become an attachment; trying again would not help. */
class Unusable extends Error {
  constructor(public problem: string) {
    super(problem)
  }
}

/** Makes the file of the parts that arrived, sees what it is, and attaches it. */
export const checkUpload = defineJob({
  name: CHECK_JOB,
  payload: vine.create({ uploadId: vine.number() }),
  maxAttempts: TRIES,
  timeLimitMs: HALF_AN_HOUR_MS,
  concurrency: 2,
  isRunByHand: false,
  async handle(context) {
    const upload = await findUpload(context.payload.uploadId)
    if (upload?.state !== 'checking') return { outcome: 'nothing to do' }
    try {
      return await check(upload, context)
    } catch (error) {
      if (error instanceof Unusable) return refuse(upload, error.problem)
      // The last try: the user is told, and may try again with what has arrived.
      if (context.attempt >= TRIES) await markFailed(upload, 'failed')
      throw error
    }
  },
})

async function check(upload: FileUpload, context: JobContext) {
  const actor = await actorOf(upload)
  await joinParts(upload)
  const file = await readFile(upload, context)
  const attachmentId = await attach(upload, file, actor)
  if (!file.isNew) await removeFiles(upload.folder)
  return { outcome: 'attached', attachmentId, contentType: file.contentType }
}

/** Who may no longer attach a file when it has arrived does not. */
async function actorOf({ userId, owner }: FileUpload): Promise<Actor> {
  const actor = await authCache.actor(userId)
  const area = findAttachable(owner.modelType)?.resource.area
  if (!actor?.isActive || !area || !can(actor, area, 'change')) throw new Unusable('not_allowed')
  return actor
}

async function joinParts(upload: FileUpload): Promise<void> {
  const key = originalKey(upload.folder)
  const store = mediaStore
  // A run before this one may have come so far.
  if (await store.find(key)) return
  try {
    const parts = await store.listParts(key, upload.uploadId)
    const fit = parts.filter(
      ({ number, bytes }) => number <= upload.parts && bytes === lengthOfPart(upload, number)
    )
    if (fit.length < upload.parts) throw new Unusable('parts_missing')
    await store.completeUpload(key, upload.uploadId, fit)
  } catch (error) {
    if (error instanceof UploadGone) throw new Unusable('gone')
    if (error instanceof PartsDiffer) throw new Unusable('parts_missing')
    throw error
  }
}

/** Reads the whole file once: its length, what it is, and its checksum. */
async function readFile(upload: FileUpload, context: JobContext): Promise<KeptFile> {
  const found = await mediaStore.find(originalKey(upload.folder))
  if (!found) throw new Unusable('gone')
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  let bytes = 0
  for await (const piece of await found.stream()) {
    context.signal.throwIfAborted()
    hash.update(piece)
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece]).subarray(0, HEAD_BYTES)
    bytes += piece.length
    context.progress((100 * bytes) / upload.bytes)
  }
  if (bytes !== upload.bytes) throw new Unusable('wrong_size')
  const sha256 = hash.digest('hex')
  const known = await folderOf(sha256)
  const isNew = known === null
  const contentType = await contentTypeOf(head)
  return { sha256, bytes, contentType, folder: known ?? upload.folder, isNew }
}

function attach(upload: FileUpload, file: KeptFile, actor: Actor): Promise<number> {
  const { owner, name } = upload
  return transact(async (unit) => {
    const attachmentId = await addAttachment({ owner, name, content: { file } }, actor, unit)
    await unit.trx
      .from('file_uploads')
      .where('id', upload.id)
      .update({ state: 'done', attachment_id: attachmentId, updated_at: now() })
    return attachmentId
  }).catch((error: unknown) => {
    throw error instanceof NotFound ? new Unusable('owner_gone') : error
  })
}

/** The file cannot be used: it goes, and the upload says why until it is cleaned up. */
async function refuse(upload: FileUpload, problem: string) {
  // Parts that are missing can still be sent.
  if (problem !== 'parts_missing') {
    await mediaStore.abortUpload(originalKey(upload.folder), upload.uploadId)
    await removeFiles(upload.folder)
  }
  await markFailed(upload, problem)
  return { outcome: problem }
}

function markFailed(upload: FileUpload, problem: string): Promise<unknown> {
  const state = problem === 'parts_missing' ? 'open' : 'failed'
  return transact(({ trx }) =>
    trx.from('file_uploads').where('id', upload.id).update({ state, problem, updated_at: now() })
  )
}
