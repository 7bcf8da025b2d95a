import { isIP } from 'node:net'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import env from '#start/env'
import { isPublicAddress } from '#events/webhooks/address_rules'
import { RefusedAddress, requirePublicHost, withoutBrackets } from '#events/webhooks/pinned_lookup'

const LONGEST_URL = 2_000
const LONGEST_LOOK_UP_MS = 3_000
const OWN_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal)\.?$/

/**
 * The address in its normal form. Throws {@link InvalidInput} for what is no address of a web server,
 * and for one that is plainly not on the public Internet. What a name stands for is asked at each delivery.
 */
export function checkedUrl(text: string): string {
  const url = parse(text.trim())
  const host = withoutBrackets(url.hostname)
  if (env.webhookAllowPrivate) return url.href
  if (OWN_NAME.test(host) || (isIP(host) && !isPublicAddress(host))) throw isPrivate(host)
  return url.href
}

/**
 * Throws {@link InvalidInput} when the name in the address stands for a private network now. For forms:
 * it asks the resolver, so it is not to be done inside a transaction.
 */
export async function refusePrivateName(text: string): Promise<void> {
  const { hostname } = new URL(checkedUrl(text))
  if (env.webhookAllowPrivate) return
  try {
    await Promise.race([requirePublicHost(hostname), giveUp()])
  } catch (error) {
    // A name that is not known now may be later.
    if (error instanceof RefusedAddress) throw isPrivate(error.message)
  }
}

function parse(text: string): URL {
  if (text === '') throw refused(t('Give the address that events are sent to.'))
  if (text.length > LONGEST_URL)
    throw refused(t('Use at most {count} characters.', { count: LONGEST_URL }))
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw refused(t('Give a whole address, such as https://example.com/events.'))
  if (url.username + url.password !== '')
    throw refused(
      t('Leave user name and password out of the address: the signature tells who sends.')
    )
  url.hash = ''
  return url
}

function isPrivate(reason: string): InvalidInput {
  return refused(
    t('Only addresses of the public Internet can be sent to, and this is none ({reason}).', {
      reason,
    })
  )
}

/** A resolver that does not answer says nothing against the address: each delivery checks it again. */
function giveUp(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LONGEST_LOOK_UP_MS).unref())
}

function refused(message: string): InvalidInput {
  return InvalidInput.field('url', message)
}
