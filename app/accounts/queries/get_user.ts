import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'

export interface UserDetails {
  id: number
  username: string
  firstName: string
  lastName: string
  email: string
  isActive: boolean
  isSuperuser: boolean
  createdAt: string
  lastLoginAt: string | null
  groupIds: number[]
}

/** One user for their page. Throws {@link NotFound}. */
export async function getUser(id: number): Promise<UserDetails> {
  const row = await db.from('users').where('id', id).first()
  if (!row) throw new NotFound('User')
  const groups = await db.from('group_user').where('user_id', id).select('group_id')
  return {
    id: row.id,
    username: row.username,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    isActive: Boolean(row.is_active),
    isSuperuser: Boolean(row.is_superuser),
    createdAt: row.created_at,
    lastLoginAt: row.last_login_at,
    groupIds: groups.map(({ group_id: groupId }) => groupId),
  }
}
