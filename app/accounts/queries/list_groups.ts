import db from '@adonisjs/lucid/services/db'
import { RIGHTS, type Area, type Right } from '#core/access'
import { NotFound } from '#core/exceptions'

export interface ListedGroup {
  id: number
  name: string
  description: string
  members: number
}

/** All groups by name, with the number of their users. */
export async function listGroups(): Promise<ListedGroup[]> {
  const groups = await db.from('groups').orderBy('name').select('id', 'name', 'description')
  const counts = await db
    .from('group_user')
    .groupBy('group_id')
    .select('group_id')
    .count('* as total')
  const members = new Map(counts.map((row) => [row.group_id, Number(row.total)]))
  return groups.map((group) => ({ ...group, members: members.get(group.id) ?? 0 }))
}

export interface GroupDetails {
  id: number
  name: string
  description: string
  /** "stock.change" and so on. */
  rights: string[]
  members: { id: number; username: string }[]
}

/** One group with its rights and users. Throws {@link NotFound}. */
export async function getGroup(id: number): Promise<GroupDetails> {
  const group = await db.from('groups').where('id', id).first()
  if (!group) throw new NotFound('Group')
  const rules = await db.from('rule_sets').where('group_id', id)
  const members = await db
    .from('users')
    .whereIn('id', db.from('group_user').where('group_id', id).select('user_id'))
    .orderBy('username_key')
    .limit(500)
    .select('id', 'username')
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    rights: rules.flatMap((rule) => rightsIn(rule.area, rule)),
    members,
  }
}

function rightsIn(area: Area, rule: Record<string, unknown>): string[] {
  return RIGHTS.filter((right: Right) => rule[`can_${right}`]).map((right) => `${area}.${right}`)
}
