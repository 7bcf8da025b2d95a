import { NotFound } from '#core/exceptions'
import { setPassword } from '#accounts/actions/set_password'
import { SYSTEM } from '#accounts/audit'
import User, { usernameKey } from '#accounts/models/user'
import { randomPassword } from '#accounts/random_password'

/** A random password for whoever the operator of the server names, such as an administrator who lost theirs. */
export async function renewPassword(name: string) {
  const user = await User.findBy('usernameKey', usernameKey(name))
  if (!user) throw new NotFound('User')
  const password = randomPassword()
  await setPassword({ userId: user.id, password }, SYSTEM)
  return { username: user.username, password, isActive: Boolean(user.isActive) }
}
