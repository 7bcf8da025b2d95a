import type { Actor } from '#core/access'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { auditOwner } from '#files/attachments/audit_owner'
import { requireOwner, type Owner } from '#files/attachments/attachable'
import { claimFile, type KeptFile } from '#files/attachments/keep_file'

export interface NewAttachment {
  owner: Owner
  name: string
  comment?: string
  altText?: string
  content: { file: KeptFile } | { link: string }
}

/** Attaches a kept file or a link to an object; gives the attachment's id. */
export function addAttachment(
  { owner, name, comment = '', altText = '', content }: NewAttachment,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  return transact(async (unit) => {
    await requireOwner(owner, { actor, right: 'change', client: unit.trx })
    const fileId = 'file' in content ? await claimFile(unit, content.file) : null
    const [id] = await unit.trx.table('attachments').insert({
      model_type: owner.modelType,
      model_id: owner.modelId,
      file_id: fileId,
      link: 'link' in content ? content.link : null,
      name,
      bytes: 'file' in content ? content.file.bytes : 0,
      comment,
      alt_text: altText,
      user_id: actor.id > 0 ? actor.id : null,
      created_at: now(),
      updated_at: now(),
    })
    await auditOwner(unit, actor, { owner, changes: [null, name] })
    return Number(id)
  }, outer)
}
