import type { IncomingMessage } from 'node:http'
import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest, InvalidInput } from '#core/exceptions'
import { parseExactJson } from '#core/http/exact_json'

const LARGEST_BODY = 1_048_576
const MEDIA_TYPES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

export type Body = Readonly<Record<string, unknown>>

interface ReadBody {
  bytes: Buffer
  value: unknown
}

const bodies = new WeakMap<HttpContext, Promise<ReadBody>>()

/**
 * The request's body as an object: JSON with exact numbers, or a form. An empty body is an empty
 * object. A form with a file may be as large as `largestForm`. Throws 413, 415 or 400 for what is too
 * large, of another type, or broken.
 */
export async function readApiBody(
  ctx: HttpContext,
  { largestForm = LARGEST_BODY } = {}
): Promise<Body> {
  const { value } = await readOnce(ctx, largestForm)
  return asObject(value)
}

/** The body's bytes, for telling one request from another. */
export async function readBodyBytes(ctx: HttpContext): Promise<Buffer> {
  const { bytes } = await readOnce(ctx)
  return bytes
}

/** Notes what a body was that was read in another way: bytes that tell it from others. */
export function noteBody(ctx: HttpContext, bytes: Buffer, value: Body): void {
  bodies.set(ctx, Promise.resolve({ bytes, value }))
}

/** Throws in DRF's words unless the value is a JSON object. */
export function asObject(value: unknown): Body {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body
  if (value === null) throw InvalidInput.whole('No data provided')
  throw InvalidInput.whole(`Invalid data. Expected a dictionary, but got ${pythonType(value)}.`)
}

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'number' ? 'int' : 'str'
}

function readOnce(ctx: HttpContext, largestForm = LARGEST_BODY): Promise<ReadBody> {
  let body = bodies.get(ctx)
  if (!body) bodies.set(ctx, (body = read(ctx, largestForm)))
  return body
}

async function read(ctx: HttpContext, largestForm: number): Promise<ReadBody> {
  const { request } = ctx.request
  const header = request.headers['content-type'] ?? ''
  const isForm = /^\s*multipart\/form-data/i.test(header)
  const bytes = await readBytes(request, isForm ? largestForm : LARGEST_BODY)
  if (bytes.length === 0) return { bytes, value: {} }
  const type = header.split(';', 1)[0].trim().toLowerCase()
  if (!MEDIA_TYPES.includes(type) || hasOtherCharset(header)) {
    throw new BadRequest(`Unsupported media type "${header}" in request.`, 415)
  }
  if (type === 'application/json') return { bytes, value: parseExactJson(decode(bytes)) }
  if (type === 'multipart/form-data') return { bytes, value: await parseMultipart(bytes, header) }
  return { bytes, value: parseForm(decode(bytes)) }
}

function hasOtherCharset(header: string): boolean {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(header)?.[1]
  return charset !== undefined && !/^utf-?8$/i.test(charset)
}

async function readBytes(request: IncomingMessage, largest: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > largest) throw tooLarge(largest)
  const chunks: Buffer[] = []
  let length = 0
  try {
    // Leaving the loop early must not cut the connection: the refusal still has to be sent on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length
      if (length > largest) break
      chunks.push(chunk)
    }
  } catch {
    throw new BadRequest('The request ended before its body was complete.')
  }
  if (length > largest) throw tooLarge(largest)
  return Buffer.concat(chunks, length)
}

function tooLarge(largest: number): BadRequest {
  return new BadRequest(`The request body is larger than ${largest} bytes.`, 413)
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new BadRequest("JSON parse error - 'utf-8' codec can't decode the request body")
  }
}

function parseForm(text: string): Body {
  try {
    decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new BadRequest('The form is not encoded as UTF-8.')
  }
  return collect(new URLSearchParams(text))
}

async function parseMultipart(bytes: Buffer, contentType: string): Promise<Body> {
  try {
    const response = new Response(new Uint8Array(bytes), {
      headers: { 'content-type': contentType },
    })
    return collect(await response.formData())
  } catch {
    throw new BadRequest('Multipart form parse error - the form is broken')
  }
}

/** A name that comes more than once becomes a list. */
function collect(entries: Iterable<[string, unknown]>): Body {
  const values = new Map<string, unknown>()
  for (const [name, value] of entries) {
    const before = values.get(name)
    if (!values.has(name)) values.set(name, value)
    else values.set(name, Array.isArray(before) ? [...before, value] : [before, value])
  }
  return Object.fromEntries(values)
}
