import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Actor, Area, Right } from '#core/access'
import { RIGHTS } from '#core/access'

export interface LoadedActor extends Actor {
  readonly isActive: boolean
  readonly sessionVersion: number
}

/** The user with the rights of all their groups, or null when there is no such user. */
export async function loadActor(
  userId: number,
  client: QueryClientContract = db.connection()
): Promise<LoadedActor | null> {
  const user = await client.from('users').where('id', userId).first()
  if (!user) return null
  const rules = await client
    .from('rule_sets')
    .join('group_user', 'group_user.group_id', 'rule_sets.group_id')
    .where('group_user.user_id', userId)
    .select('rule_sets.*')
  return {
    id: user.id,
    username: user.username,
    name: `${user.first_name} ${user.last_name}`.trim() || user.username,
    email: user.email,
    isStaff: Boolean(user.is_staff),
    isSuperuser: Boolean(user.is_superuser),
    isActive: Boolean(user.is_active),
    sessionVersion: user.session_version,
    rights: collectRights(rules),
  }
}

function collectRights(rules: Record<string, unknown>[]): Set<`${Area}.${Right}`> {
  const rights = new Set<`${Area}.${Right}`>()
  for (const rule of rules) {
    for (const right of RIGHTS)
      if (rule[`can_${right}`]) rights.add(`${rule.area as Area}.${right}`)
  }
  return rights
}
