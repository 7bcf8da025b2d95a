import type { Actor } from '#core/access'
import type { UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import type { Owner } from '#files/attachments/attachable'

interface AttachmentChange {
  owner: Owner
  /** What it was called before and is now; null where there was or is none. */
  changes: [string | null, string | null]
}

/** A change of an object's attachments is a change of the object: it stands in its history. */
export function auditOwner(
  unit: UnitOfWork,
  actor: Actor,
  { owner, changes }: AttachmentChange
): Promise<void> {
  return audit(unit, actor, {
    action: 'change',
    model: owner.modelType,
    modelId: owner.modelId,
    changes: { attachment: changes },
  })
}
