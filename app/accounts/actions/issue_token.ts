import { createHmac, hash, randomBytes } from 'node:crypto'
import env from '#start/env'
import { now, today } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'

const VALID_YEARS = 1
const LONGEST_NAME = 100

export interface IssuedToken {
  id: number
  token: string
  name: string
  expiry: string
}

export function hashToken(token: string): string {
  return hash('sha256', token)
}

/**
 * Gives the user's token of that name: the same one while it is valid, else a new one. The token is
 * an HMAC under the app key, so it can be given again though only its SHA-256 is stored.
 */
export function issueToken(
  { userId, name, expiry }: { userId: number; name: string; expiry?: string },
  outer?: UnitOfWork
): Promise<IssuedToken> {
  const label = name.slice(0, LONGEST_NAME)
  return transact(async (unit) => {
    const rows = await unit.trx
      .from('api_tokens')
      .where({ user_id: userId, name: label })
      .whereNull('revoked_at')
      .where('expires_on', '>=', today())
      .orderBy('id', 'desc')
      .limit(1)
    const known = rows.find((row) => hashToken(writeToken(row)) === row.token_hash)
    if (known && !expiry) {
      return { id: known.id, token: writeToken(known), name: label, expiry: known.expires_on }
    }
    return createToken(unit, { userId, name: label, expiry: expiry ?? inYears(VALID_YEARS) })
  }, outer)
}

interface TokenRow {
  user_id: number
  name: string
  issued_on: string
  nonce: string
}

async function createToken(
  unit: UnitOfWork,
  input: { userId: number; name: string; expiry: string }
) {
  const row = {
    user_id: input.userId,
    name: input.name,
    nonce: randomBytes(16).toString('hex'),
    issued_on: today().replaceAll('-', ''),
  }
  const token = writeToken(row)
  const [id] = await unit.trx
    .table('api_tokens')
    .insert({ ...row, token_hash: hashToken(token), expires_on: input.expiry, created_at: now() })
  return { id, token, name: input.name, expiry: input.expiry }
}

/** `inv-` + 40 hex digits + the day of issue, as InvenTree writes its tokens. */
function writeToken(row: TokenRow): string {
  const mac = createHmac('sha256', env.appKey)
    .update(JSON.stringify(['api-token', row.user_id, row.name, row.issued_on, row.nonce]))
    .digest('hex')
  return `inv-${mac.slice(0, 40)}-${row.issued_on}`
}

function inYears(years: number): string {
  const day = today()
  return `${Number(day.slice(0, 4)) + years}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`
}
