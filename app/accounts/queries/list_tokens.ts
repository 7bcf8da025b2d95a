import db from '@adonisjs/lucid/services/db'
import { today } from '#core/time'

export interface ListedToken {
  id: number
  name: string
  createdAt: string
  expiresOn: string
  lastUsedAt: string | null
  isExpired: boolean
}

const MOST = 200

/** The user's tokens that are not revoked, newest first. */
export async function listTokens(userId: number): Promise<ListedToken[]> {
  const rows = await db
    .from('api_tokens')
    .where('user_id', userId)
    .whereNull('revoked_at')
    .orderBy('id', 'desc')
    .limit(MOST)
    .select('id', 'name', 'created_at', 'expires_on', 'last_used_at')
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    expiresOn: row.expires_on,
    lastUsedAt: row.last_used_at,
    isExpired: row.expires_on < today(),
  }))
}
