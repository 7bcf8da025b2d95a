import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { parseDay, today } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { issueToken, type IssuedToken } from '#accounts/actions/issue_token'
import { audit } from '#accounts/audit'

const LONGEST_NAME = 100

export interface NewToken {
  name: string
  /** The last day it is good for, YYYY-MM-DD. */
  expiry: string
}

/** Makes a token for the actor. Its text is in the answer and nowhere else. */
export function createToken(
  { name, expiry }: NewToken,
  actor: Actor,
  outer?: UnitOfWork
): Promise<IssuedToken> {
  if (name === '')
    throw InvalidInput.field('name', t('Give the token a name, such as the program it is for.'))
  if (name.length > LONGEST_NAME)
    throw InvalidInput.field('name', t('Use at most {count} characters.', { count: 100 }))
  if (!parseDay(expiry)) throw InvalidInput.field('expiry', t('Choose a date.'))
  if (expiry < today()) throw InvalidInput.field('expiry', t('Choose today or a later day.'))
  return transact(async (unit) => {
    await refuseTakenName(unit, actor.id, name)
    const token = await issueToken({ userId: actor.id, name, expiry }, unit)
    await audit(unit, actor, {
      action: 'create',
      model: 'token',
      modelId: token.id,
      changes: { name, expiry },
    })
    return token
  }, outer)
}

async function refuseTakenName(unit: UnitOfWork, userId: number, name: string): Promise<void> {
  const taken = await unit.trx
    .from('api_tokens')
    .where({ user_id: userId, name })
    .whereNull('revoked_at')
    .where('expires_on', '>=', today())
    .first()
  if (taken)
    throw InvalidInput.field(
      'name',
      t('You have a token of that name. Revoke it, or choose another.')
    )
}
