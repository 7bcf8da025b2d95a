import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { HttpContext } from '@adonisjs/core/http'
import env from '#start/env'

/** What proxies say of themselves: a request that has one of these has come through one. */
const OF_PROXIES = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

const near = new BlockList()
for (const [address, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  near.addSubnet(address, bits, 'ipv4')
}
near.addAddress('::1', 'ipv6')
near.addSubnet('fc00::', 7, 'ipv6')
near.addSubnet('fe80::', 10, 'ipv6')

/**
 * With METRICS_TOKEN who brings it as bearer; without one who connects from a loopback or private
 * address, and not through a proxy, which would make everybody's address a private one.
 */
export function mayScrape({ request }: HttpContext): boolean {
  if (env.metricsToken) return isToken(request.header('authorization') ?? '')
  if (OF_PROXIES.some((name) => request.header(name) !== undefined)) return false
  return isNear(request.request.socket.remoteAddress ?? '')
}

function isToken(header: string): boolean {
  const [, given = ''] = /^bearer +(\S+)$/i.exec(header.trim()) ?? []
  return timingSafeEqual(hash(given), hash(env.metricsToken))
}

/** Of one length, whatever was given. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

export function isNear(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  const family = isIP(plain)
  return family !== 0 && near.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
