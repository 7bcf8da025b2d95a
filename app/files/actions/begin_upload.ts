import { randomBytes } from 'node:crypto'
import type { Actor } from '#core/access'
import { BadRequest } from '#core/exceptions'
import { t } from '#core/i18n'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { requireOwner, type Owner } from '#files/attachments/attachable'
import { cleanFileName } from '#files/attachments/file_name'
import { checkSize, partBytes } from '#files/attachments/limits'
import { newFolder, originalKey } from '#files/attachments/store'
import { mediaStore } from '#files/stores'
import { unfinishedUploads, type FileUpload } from '#files/uploads/upload_row'

const UNKNOWN_TYPE = 'application/octet-stream'
/** Of one user at one object: each may take room in the store until it is removed. */
const MOST_UNFINISHED = 20

interface NewUpload {
  owner: Owner
  name: string
  bytes: number
}

/**
 * Begins an upload in parts, or goes on with one of the same file that this user has not ended.
 * Throws InvalidInput for an empty file or one over the limit.
 */
export async function beginUpload(
  { owner, name: given, bytes }: NewUpload,
  actor: Actor
): Promise<FileUpload> {
  await requireOwner(owner, { actor, right: 'change' })
  checkSize(bytes, 'file')
  const name = cleanFileName(given)
  const unfinished = await unfinishedUploads(owner, actor)
  const open = unfinished.filter(({ state }) => state === 'open')
  const same = open.find((upload) => upload.name === name && upload.bytes === bytes)
  if (same) return same
  if (open.length >= MOST_UNFINISHED) {
    throw new BadRequest(t('Too many uploads are unfinished here. End or cancel some first.'))
  }
  const folder = newFolder()
  const key = originalKey(folder)
  const uploadId = await mediaStore.beginUpload(key, { contentType: UNKNOWN_TYPE })
  try {
    return await transact((unit) =>
      insertUpload(unit, { owner, name, bytes, folder, uploadId, userId: actor.id })
    )
  } catch (error) {
    await mediaStore.abortUpload(key, uploadId)
    throw error
  }
}

interface UploadFacts extends NewUpload {
  folder: string
  uploadId: string
  userId: number
}

async function insertUpload(
  { trx }: UnitOfWork,
  { owner, name, bytes, folder, uploadId, userId }: UploadFacts
): Promise<FileUpload> {
  const token = randomBytes(16).toString('hex')
  const part = partBytes(bytes)
  const createdAt = now()
  const [id] = await trx.table('file_uploads').insert({
    token,
    model_type: owner.modelType,
    model_id: owner.modelId,
    user_id: userId,
    name,
    bytes,
    part_bytes: part,
    key: folder,
    upload_id: uploadId,
    created_at: createdAt,
    updated_at: createdAt,
  })
  const parts = Math.ceil(bytes / part)
  const beginning = { state: 'open', problem: null, attachmentId: null } as const
  const facts = { token, owner, userId, name, bytes, folder, uploadId, createdAt }
  return { ...facts, ...beginning, id: Number(id), partBytes: part, parts }
}
