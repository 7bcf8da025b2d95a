import type { TooManyRequests } from '#core/exceptions'

/** "3 minutes": how long to wait before the next attempt. */
export function inMinutes({ retryAfterSeconds }: TooManyRequests): string {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60))
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
}
