import db from '@adonisjs/lucid/services/db'
import { searchColumns, searchWords } from '#core/resource/filters'
import { today } from '#core/time'

export const TOKEN_STATES = ['good', 'expired', 'revoked', 'all'] as const

export type TokenState = (typeof TOKEN_STATES)[number]

export interface TokenFilter {
  /** Words of the token's name or of its user's. */
  search: string
  state: TokenState
  /** This one alone, in whatever state; 0 for all. */
  id: number
  page: number
}

export interface AnyToken {
  id: number
  name: string
  userId: number
  username: string
  /** Whoever is deactivated cannot use a token, however good. */
  isUserActive: boolean
  createdAt: string
  expiresOn: string
  lastUsedAt: string | null
  revokedAt: string | null
  isExpired: boolean
}

const PAGE_SIZE = 50

const inNameOrUser = searchColumns('LOWER(t.name)', 'u.username_key')

/** A page of the tokens of all users, those that were used last first. */
export async function listAllTokens(filter: TokenFilter) {
  const rows = await queryOf(filter)
    .orderByRaw('t.last_used_at IS NULL, t.last_used_at DESC, t.id DESC')
    .offset((filter.page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE + 1)
    .select('t.id', 't.name', 't.user_id', 't.created_at', 't.expires_on', 't.last_used_at')
    .select('t.revoked_at', 'u.username', 'u.is_active')
  return {
    tokens: rows.slice(0, PAGE_SIZE).map(toToken),
    hasNext: rows.length > PAGE_SIZE,
  }
}

function queryOf({ search, state, id }: TokenFilter) {
  const query = db.from('api_tokens as t').join('users as u', 'u.id', 't.user_id')
  if (id > 0) return query.where('t.id', id)
  if (state === 'good') query.whereNull('t.revoked_at').where('t.expires_on', '>=', today())
  if (state === 'expired') query.whereNull('t.revoked_at').where('t.expires_on', '<', today())
  if (state === 'revoked') query.whereNotNull('t.revoked_at')
  inNameOrUser(query, searchWords(search.toLowerCase()))
  return query
}

interface TokenRow {
  id: number
  name: string
  user_id: number
  username: string
  is_active: number
  created_at: string
  expires_on: string
  last_used_at: string | null
  revoked_at: string | null
}

function toToken(row: TokenRow): AnyToken {
  return {
    id: row.id,
    name: row.name,
    userId: row.user_id,
    username: row.username,
    isUserActive: Boolean(row.is_active),
    createdAt: row.created_at,
    expiresOn: row.expires_on,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    isExpired: row.expires_on < today(),
  }
}
