import db from '@adonisjs/lucid/services/db'

export interface ValidToken {
  id: number
  userId: number
  expiresOn: string
}

/** The token with this SHA-256; null when it is unknown or revoked. */
export async function readToken(hash: string): Promise<ValidToken | null> {
  const row = await db.from('api_tokens').where('token_hash', hash).whereNull('revoked_at').first()
  return row ? { id: row.id, userId: row.user_id, expiresOn: row.expires_on } : null
}
