import db from '@adonisjs/lucid/services/db'
import { searchColumns, searchWords } from '#core/resource/filters'

export interface ListedUser {
  id: number
  username: string
  name: string
  email: string
  isActive: boolean
  isSuperuser: boolean
  lastLoginAt: string | null
  groups: string[]
}

export interface UserFilter {
  search: string
  state: 'active' | 'inactive' | 'all'
  page: number
}

const PAGE_SIZE = 50

const inSomeName = searchColumns(
  'username_key',
  'LOWER(first_name)',
  'LOWER(last_name)',
  'LOWER(email)'
)

/** A page of users by name, with the names of their groups. */
export async function listUsers({ search, state, page }: UserFilter) {
  const query = db.from('users').select('*')
  if (state !== 'all') query.where('is_active', state === 'active' ? 1 : 0)
  inSomeName(query, searchWords(search.toLowerCase()))
  const rows = await query
    .orderBy('username_key')
    .offset((page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE + 1)
  const shown = rows.slice(0, PAGE_SIZE)
  const groups = await groupNames(shown.map(({ id }) => id))
  return {
    users: shown.map((row) => toListedUser(row, groups.get(row.id) ?? [])),
    hasNext: rows.length > PAGE_SIZE,
  }
}

interface UserRow {
  id: number
  username: string
  first_name: string
  last_name: string
  email: string
  is_active: number
  is_superuser: number
  last_login_at: string | null
}

function toListedUser(row: UserRow, groups: string[]): ListedUser {
  return {
    id: row.id,
    username: row.username,
    name: `${row.first_name} ${row.last_name}`.trim(),
    email: row.email,
    isActive: Boolean(row.is_active),
    isSuperuser: Boolean(row.is_superuser),
    lastLoginAt: row.last_login_at,
    groups,
  }
}

async function groupNames(userIds: number[]): Promise<Map<number, string[]>> {
  const rows = await db
    .from('group_user')
    .join('groups', 'groups.id', 'group_user.group_id')
    .whereIn('group_user.user_id', userIds)
    .orderBy('groups.name')
    .select('group_user.user_id', 'groups.name')
  const names = new Map<number, string[]>()
  for (const { user_id: userId, name } of rows) {
    names.set(userId, [...(names.get(userId) ?? []), name])
  }
  return names
}
