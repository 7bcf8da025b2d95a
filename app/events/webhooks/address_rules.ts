import { BlockList, isIP, isIPv4 } from 'node:net'

/** IPv4 that is not for the public Internet (IANA's special registry), and hosts' own metadata services. */
const REFUSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of IPv6 only global unicast is public … */
const GLOBAL_V6 = '2000::/3'
/** … less what carries other addresses within (Teredo, 6to4) or is for documents. */
const REFUSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const refusedV4 = blockList(REFUSED_V4, 'ipv4')
const refusedV6 = blockList(REFUSED_V6, 'ipv6')
const globalV6 = blockList([GLOBAL_V6], 'ipv6')

function blockList(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address, prefix] = network.split('/')
    list.addSubnet(address, Number(prefix), family)
  }
  return list
}

/**
 * Whether an IP address is one of the public Internet: neither private, loopback, link-local, multicast
 * nor reserved, and not one of these written as IPv6 (IPv4-mapped, NAT64, 6to4).
 */
export function isPublicAddress(address: string): boolean {
  const [bare] = address.split('%')
  if (isIPv4(bare)) return !refusedV4.check(bare, 'ipv4')
  if (isIP(bare) !== 6) return false
  return globalV6.check(bare, 'ipv6') && !refusedV6.check(bare, 'ipv6')
}
