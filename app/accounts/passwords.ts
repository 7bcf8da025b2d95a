import hash from '@adonisjs/core/services/hash'
import { InvalidInput } from '#core/exceptions'
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
  if ([...password].length < LEAST_LENGTH) return `Use at least ${LEAST_LENGTH} characters.`
  if (password.length > LARGEST_LENGTH) return `Use at most ${LARGEST_LENGTH} characters.`
  if (usernameKey(password) === usernameKey(username))
    return 'The password must not be the username.'
  return null
}
