import hash from '@adonisjs/core/services/hash'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { usernameKey } from '#accounts/models/user'

const LEAST_LENGTH = 10
const LARGEST_LENGTH = 200

/** The password's hash; refuses one that is too short, too long or the username itself. */
export function hashNewPassword(
  { username, password }: { username: string; password: string },
  field = 'password'
): Promise<string> {
  const problem = problemWith(username, password)
  if (problem) throw InvalidInput.field(field, problem)
  return hash.make(password)
}

function problemWith(username: string, password: string): string | null {
  if ([...password].length < LEAST_LENGTH)
    return t('Use at least {count} characters.', { count: LEAST_LENGTH })
  if (password.length > LARGEST_LENGTH)
    return t('Use at most {count} characters.', { count: LARGEST_LENGTH })
  if (usernameKey(password) === usernameKey(username))
    return t('The password must not be the username.')
  return null
}
