import type { Actor } from '#core/access'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'

export interface AuditedChange {
  /** What was done, in a word or two: "create", "change password". */
  action: string
  model: string
  modelId: number | null
  /** What is different now; never a secret. */
  changes?: object
}

/** Writes who did what into the audit log, in the transaction of the change. */
export async function audit(unit: UnitOfWork, actor: Actor, change: AuditedChange): Promise<void> {
  await unit.trx.table('audit_log').insert({
    user_id: actor.id > 0 ? actor.id : null,
    username: actor.username,
    action: change.action,
    model: change.model,
    model_id: change.modelId,
    changes: change.changes ? JSON.stringify(change.changes, bigintAsText) : null,
    created_at: now(),
  })
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** Acts where no user does: the first start and the set-up page. */
export const SYSTEM: Actor = {
  id: 0,
  username: 'system',
  name: 'System',
  email: '',
  isStaff: true,
  isSuperuser: true,
  rights: new Set(),
}
