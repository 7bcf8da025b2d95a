import { lookup, type LookupAddress } from 'node:dns'
import { lookup as resolve } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from '#events/webhooks/address_rules'

/** The address is one that webhooks may not reach. */
export class RefusedAddress extends Error {
  code = 'E_REFUSED_ADDRESS'

  constructor(host: string, address: string) {
    super(
      host === address
        ? `${address} is not a public address`
        : `${host} is at ${address}, which is not a public address`
    )
  }
}

/** The addresses of a host as a test or the system's resolver gives them. */
export type Resolver = (host: string) => Promise<LookupAddress[]>

const systemResolver: Resolver = (host) => resolve(host, { all: true })

/** Throws {@link RefusedAddress} when any address of the host is not public. */
export async function requirePublicHost(host: string, resolver = systemResolver): Promise<void> {
  const bare = withoutBrackets(host)
  const addresses = isIP(bare) ? [{ address: bare }] : await resolver(bare)
  refuseOthers(bare, addresses)
}

/** A URL's host is "[::1]" for an IPv6 address. */
export function withoutBrackets(host: string): string {
  return host.replaceAll(/[[\]]/g, '')
}

function refuseOthers(host: string, addresses: readonly { address: string }[]): void {
  const refused = addresses.find(({ address }) => !isPublicAddress(address))
  if (refused) throw new RefusedAddress(host, refused.address)
}

/**
 * What a connection asks for the address of its host: the answer is checked and is the address that is
 * connected to, so that a name cannot point elsewhere between check and connection.
 */
export function pinnedLookup(resolver?: Resolver): LookupFunction {
  return (host, options, callback) => {
    const answer = (error: Error | null, addresses: LookupAddress[] = []) => {
      if (error) return callback(error, '', 0)
      try {
        refuseOthers(host, addresses)
      } catch (refusal) {
        return callback(refusal, '', 0)
      }
      if (options.all) return callback(null, addresses)
      const [{ address, family }] = addresses
      callback(null, address, family)
    }
    if (!resolver) return lookup(host, { ...options, all: true }, answer)
    resolver(host).then(
      (addresses) => answer(null, addresses),
      (error) => answer(error)
    )
  }
}
