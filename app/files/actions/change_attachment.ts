import type { Actor } from '#core/access'
import { InvalidInput, NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { auditOwner } from '#files/attachments/audit_owner'
import { requireOwner, type Owner } from '#files/attachments/attachable'
import { cleanFileName } from '#files/attachments/file_name'

export interface AttachmentValues {
  comment?: string
  altText?: string
  name?: string
  /** Only of a link. */
  link?: string
}

/** Changes what is said of an attachment; its content stays. */
export function changeAttachment(
  { id, values }: { id: number; values: AttachmentValues },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const row = await lockAttachment(unit, id, { actor })
    if (values.link !== undefined && row.link === null) {
      throw InvalidInput.field('link', 'A file cannot become a link.')
    }
    await unit.trx
      .from('attachments')
      .where('id', id)
      .update({ ...columnsOf(values), updated_at: now() })
    const name = values.name === undefined ? row.name : cleanFileName(values.name)
    if (name !== row.name) {
      await auditOwner(unit, actor, {
        owner: ownerOf(row),
        changes: [String(row.name), String(name)],
      })
    }
  }, outer)
}

function columnsOf({ comment, altText, name, link }: AttachmentValues): Record<string, string> {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(altText === undefined ? {} : { alt_text: altText }),
    ...(name === undefined ? {} : { name: cleanFileName(name) }),
    ...(link === undefined ? {} : { link }),
  }
}

/** Takes an attachment away; it is kept for a while, so that it can be put back. */
export function removeAttachment(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockAttachment(unit, id, { actor })
    await unit.trx.from('attachments').where('id', id).update({ removed_at: now() })
    await auditOwner(unit, actor, { owner: ownerOf(row), changes: [String(row.name), null] })
  }, outer)
}

/** Puts back an attachment that was taken away. Throws {@link NotFound} when it is gone for good. */
export function restoreAttachment(id: number, actor: Actor, outer?: UnitOfWork): Promise<Owner> {
  return transact(async (unit) => {
    const row = await lockAttachment(unit, id, { actor, isRemoved: true })
    if (row.removed_at !== null) {
      await unit.trx.from('attachments').where('id', id).update({ removed_at: null })
      await auditOwner(unit, actor, { owner: ownerOf(row), changes: [null, String(row.name)] })
    }
    return ownerOf(row)
  }, outer)
}

async function lockAttachment(
  unit: UnitOfWork,
  id: number,
  { actor, isRemoved = false }: { actor: Actor; isRemoved?: boolean }
): Promise<Row> {
  const row: Row | null = await unit.trx.from('attachments').where('id', id).forUpdate().first()
  if (!row || (row.removed_at !== null && !isRemoved)) throw new NotFound('Attachment')
  await requireOwner(ownerOf(row), { actor, right: 'change', client: unit.trx })
  return row
}

function ownerOf(row: Row): Owner {
  return { modelType: String(row.model_type), modelId: Number(row.model_id) }
}
