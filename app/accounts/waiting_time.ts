import { t } from '#core/i18n'
import type { TooManyRequests } from '#core/exceptions'

/** Says how long to wait before the next attempt to sign in. */
export function tooManyAttempts({ retryAfterSeconds }: TooManyRequests): string {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60))
  return t(
    'Too many failed attempts. Try again in {minutes, plural, one {# minute} other {# minutes}}.',
    { minutes }
  )
}
