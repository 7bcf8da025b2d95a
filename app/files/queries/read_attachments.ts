import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import { problemText } from '#files/uploads/problems'
import { mayChange, requireOwner, type Owner } from '#files/attachments/attachable'

/** An attachment as a page shows it. */
export interface ShownAttachment {
  id: number
  owner: Owner
  name: string
  /** Where it leads: the file, or the link's target. */
  href: string
  isLink: boolean
  isImage: boolean
  bytes: number
  contentType: string
  /** The name of what stands for it where there is no preview. */
  icon: string
  comment: string
  altText: string
  userName: string
  createdAt: string
  /** The beginning of the addresses of its sizes; null while there are none. */
  sizes: string | null
  /** True while sizes are being made. */
  isPending: boolean
  /** Why there are no sizes; empty when nothing is wrong. */
  problem: string
  mayChange: boolean
}

/** A file that was attached, for sending it. */
export interface AttachedFile {
  id: number
  owner: Owner
  name: string
  folder: string
  sha256: string
  bytes: number
  contentType: string
  isImage: boolean
  hasSizes: boolean
}

/** The attachments of an object, newest first. */
export async function listAttachments(owner: Owner, actor: Actor): Promise<ShownAttachment[]> {
  await requireOwner(owner, { actor, right: 'view' })
  const rows: Row[] = await reading()
    .where('attachments.model_type', owner.modelType)
    .where('attachments.model_id', owner.modelId)
    .orderBy('attachments.id', 'desc')
  return rows.map((row) => shown(row, actor))
}

/** One attachment. Throws {@link NotFound}, or Forbidden without the right to see it. */
export async function readAttachment(id: number, actor: Actor): Promise<ShownAttachment> {
  return shown(await readRow(id, actor), actor)
}

/** The file of an attachment. Throws {@link NotFound} for a link too. */
export async function readAttachedFile(id: number, actor: Actor): Promise<AttachedFile> {
  const row = await readRow(id, actor)
  if (row.file_id === null) throw new NotFound('File')
  return {
    id,
    owner: ownerOf(row),
    name: String(row.name),
    folder: String(row.key),
    sha256: String(row.sha256),
    bytes: Number(row.bytes),
    contentType: String(row.content_type),
    isImage: Boolean(row.is_image),
    hasSizes: row.sizes_state === 'ready',
  }
}

async function readRow(id: number, actor: Actor): Promise<Row> {
  const row: Row | null = await reading().where('attachments.id', id).first()
  if (!row) throw new NotFound('Attachment')
  await requireOwner(ownerOf(row), { actor, right: 'view' })
  return row
}

function reading() {
  return db
    .from('attachments')
    .leftJoin('stored_files', 'stored_files.id', 'attachments.file_id')
    .leftJoin('users', 'users.id', 'attachments.user_id')
    .whereNull('attachments.removed_at')
    .select('attachments.*', 'stored_files.sha256', 'stored_files.key')
    .select('stored_files.content_type', 'stored_files.is_image', 'stored_files.sizes_state')
    .select('stored_files.problem', 'users.username', 'users.first_name', 'users.last_name')
}

function ownerOf(row: Row): Owner {
  return { modelType: String(row.model_type), modelId: Number(row.model_id) }
}

/** Where a file is downloaded; its name comes last, as clients keep it under that. */
export function fileAddress(id: unknown, name: unknown): string {
  return `/media/attachments/${Number(id)}/${encodeURIComponent(String(name))}`
}

export function sizesAddress(id: unknown): string {
  return `/media/attachments/${Number(id)}/sizes`
}

function shown(row: Row, actor: Actor): ShownAttachment {
  return {
    ...contentOf(row),
    id: Number(row.id),
    owner: ownerOf(row),
    name: String(row.name),
    bytes: Number(row.bytes),
    comment: String(row.comment),
    altText: String(row.alt_text),
    userName: userNameOf(row),
    createdAt: String(row.created_at),
    mayChange: mayChange(actor, String(row.model_type)),
  }
}

function contentOf(row: Row) {
  const isLink = row.link !== null
  const contentType = text(row.content_type)
  return {
    isLink,
    href: isLink ? String(row.link) : fileAddress(row.id, row.name),
    isImage: Boolean(row.is_image),
    contentType,
    icon: isLink ? 'link' : iconOf(contentType),
    sizes: row.sizes_state === 'ready' ? sizesAddress(row.id) : null,
    isPending: row.sizes_state === 'pending',
    problem: problemText(text(row.problem)),
  }
}

function userNameOf(row: Row): string {
  const fullName = `${text(row.first_name)} ${text(row.last_name)}`.trim()
  return fullName || text(row.username)
}

/** Joined rows that are missing give null. */
function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

const ICONS: readonly [type: RegExp, icon: string][] = [
  [/^image\//, 'photo'],
  [/pdf$/, 'file-type-pdf'],
  [/zip|compressed|tar|7z|rar/, 'file-zip'],
  [/^text\/|word|document/, 'file-text'],
]

function iconOf(contentType: string): string {
  return ICONS.find(([type]) => type.test(contentType))?.[1] ?? 'file'
}
