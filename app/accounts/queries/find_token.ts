import db from '@adonisjs/lucid/services/db'
import { hashToken } from '#accounts/actions/issue_token'

const TOKEN = /inv-[0-9a-f]{40}-\d{8}/

/**
 * The id of the token that stands in a text, such as a line of a log or a command, whether it is still good or
 * not; null when it is nobody's, undefined when the text holds none.
 */
export async function findToken(text: string): Promise<number | null | undefined> {
  const [token] = TOKEN.exec(text) ?? []
  if (!token) return undefined
  const row = await db.from('api_tokens').where('token_hash', hashToken(token)).first()
  return row?.id ?? null
}
