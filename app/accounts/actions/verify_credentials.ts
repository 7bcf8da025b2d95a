import hash from '@adonisjs/core/services/hash'
import limiter from '@adonisjs/limiter/services/main'
import { TooManyRequests } from '#core/exceptions'
import User, { usernameKey } from '#accounts/models/user'

const FAILURES_PER_USER = 10
const FAILURES_PER_ADDRESS = 30
const WINDOW = '5 mins'

export interface Credentials {
  username: string
  password: string
  /** The client's IP address. */
  address: string
}

/**
 * The active user with this name and password, or null. Only failures count against the limits
 * (10 per user and 30 per address in 5 minutes); past them it throws {@link TooManyRequests}.
 */
export async function verifyCredentials(credentials: Credentials): Promise<User | null> {
  const limits = failureLimits(credentials)
  await refuseBeyond(limits)
  const user = await findUser(credentials)
  // Guesses sent at once all pass the check above before the first of them has failed.
  await refuseBeyond(limits)
  if (!user) for (const { limit, key } of limits) await limit.increment(key)
  return user
}

async function refuseBeyond(limits: ReturnType<typeof failureLimits>): Promise<void> {
  for (const { limit, key } of limits) {
    if ((await limit.remaining(key)) <= 0) throw new TooManyRequests(await limit.availableIn(key))
  }
}

function failureLimits({ username, address }: Credentials) {
  return [
    {
      limit: limiter.use({ requests: FAILURES_PER_USER, duration: WINDOW }),
      key: `sign-in:user:${usernameKey(username).slice(0, 150)}:${address}`,
    },
    {
      limit: limiter.use({ requests: FAILURES_PER_ADDRESS, duration: WINDOW }),
      key: `sign-in:address:${address}`,
    },
  ]
}

async function findUser({ username, password }: Credentials): Promise<User | null> {
  const user = await User.findBy('usernameKey', usernameKey(username))
  if (!user) {
    // An unknown name takes as long as a wrong password, so that names cannot be probed.
    await hash.make(password)
    return null
  }
  return (await user.verifyPassword(password)) && user.isActive ? user : null
}
