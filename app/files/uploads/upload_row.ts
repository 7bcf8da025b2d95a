import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import type { Owner } from '#files/attachments/attachable'

export type UploadState = 'open' | 'checking' | 'done' | 'failed'

/** An upload in parts, from its beginning until the file is attached. */
export interface FileUpload {
  id: number
  token: string
  owner: Owner
  userId: number
  name: string
  bytes: number
  partBytes: number
  parts: number
  /** The folder of the file that it becomes. */
  folder: string
  /** What the store calls it. */
  uploadId: string
  state: UploadState
  problem: string | null
  attachmentId: number | null
  createdAt: string
}

/** The upload of this user with that token. Throws {@link NotFound}: nobody learns of another's. */
export async function readUpload(token: string, actor: Actor): Promise<FileUpload> {
  const row: Row | null = await db
    .from('file_uploads')
    .where('token', token)
    .where('user_id', actor.id)
    .first()
  if (!row) throw new NotFound('Upload')
  return uploadOf(row)
}

export async function findUpload(id: number): Promise<FileUpload | null> {
  const row: Row | null = await db.from('file_uploads').where('id', id).first()
  return row ? uploadOf(row) : null
}

/** What this user has begun to upload to an object and not ended, oldest first. */
export async function unfinishedUploads(owner: Owner, actor: Actor): Promise<FileUpload[]> {
  const rows: Row[] = await db
    .from('file_uploads')
    .where('user_id', actor.id)
    .where('model_type', owner.modelType)
    .where('model_id', owner.modelId)
    .whereIn('state', ['open', 'checking'])
    .orderBy('id')
    .limit(50)
  return rows.map(uploadOf)
}

export function uploadOf(row: Row): FileUpload {
  const [bytes, partBytes] = [Number(row.bytes), Number(row.part_bytes)]
  return {
    id: Number(row.id),
    token: String(row.token),
    owner: { modelType: String(row.model_type), modelId: Number(row.model_id) },
    userId: Number(row.user_id),
    name: String(row.name),
    bytes,
    partBytes,
    parts: Math.ceil(bytes / partBytes),
    folder: String(row.key),
    uploadId: String(row.upload_id),
    state: row.state as UploadState,
    problem: row.problem === null ? null : String(row.problem),
    attachmentId: row.attachment_id === null ? null : Number(row.attachment_id),
    createdAt: String(row.created_at),
  }
}

/** How long a part must be. */
export function lengthOfPart({ bytes, partBytes, parts }: FileUpload, number: number): number {
  return number < parts ? partBytes : bytes - partBytes * (parts - 1)
}
