import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'

const compress = promisify(gzip)
/** What is shorter fits a packet or two as it is. */
const SMALLEST = 2_000
const LEVEL = 4

/**
 * Sends a page compressed to whoever takes it: a list is then a tenth as long. Form tokens are salted
 * anew for each page, so its length tells nothing of them.
 */
export async function compressPage({ request, response }: HttpContext): Promise<void> {
  const body: unknown = response.getBody()
  if (typeof body !== 'string' || body.length < SMALLEST || !isHtml(body)) return
  if (response.getHeader('content-encoding') || response.getHeader('content-type')) return
  response.vary('Accept-Encoding')
  if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(request.header('accept-encoding') ?? ''))
    return
  response.header('Content-Type', 'text/html; charset=utf-8')
  response.header('Content-Encoding', 'gzip')
  response.send(await compress(body, { level: LEVEL }))
}

function isHtml(body: string): boolean {
  return body.trimStart().startsWith('<')
}
