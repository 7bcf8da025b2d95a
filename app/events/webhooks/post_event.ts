import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import {
  pinnedLookup,
  requirePublicHost,
  withoutBrackets,
  type Resolver,
} from '#events/webhooks/pinned_lookup'

/** From the look-up of the name to the last byte of the answer. */
export const TIME_LIMIT_MS = 10_000
/** More of an answer is not read … */
const LARGEST_ANSWER = 64 * 1024
/** … and so much of it is kept. */
const KEPT_ANSWER = 2_000
const LONGEST_ERROR = 500

export interface Post {
  url: string
  body: string
  headers: Record<string, string>
  /** Also to addresses that are not public: WEBHOOK_ALLOW_PRIVATE. */
  allowsPrivate: boolean
  signal?: AbortSignal
  timeLimitMs?: number
  resolver?: Resolver
}

/** What came of it: `error` is empty when the receiver has taken it. */
export interface Outcome {
  status: number | null
  error: string
  durationMs: number
  /** The beginning of what was answered. */
  response: string
}

/** Posts once. Follows no redirect; whatever goes wrong is told in the outcome, never thrown. */
export async function postEvent(post: Post): Promise<Outcome> {
  const began = performance.now()
  const limit = AbortSignal.timeout(post.timeLimitMs ?? TIME_LIMIT_MS)
  const signal = post.signal ? AbortSignal.any([limit, post.signal]) : limit
  const outcome = await answerOf(post, signal).catch((error) => ({
    status: null,
    response: '',
    error: limit.aborted ? tooSlow(post) : textOf(error),
  }))
  return { ...outcome, durationMs: Math.round(performance.now() - began) }
}

async function answerOf(post: Post, signal: AbortSignal) {
  const answer = await send(post, signal)
  const status = answer.statusCode ?? 0
  const response = await beginningOf(answer)
  return { status, response, error: faultOf(status) }
}

function faultOf(status: number): string {
  if (status >= 200 && status < 300) return ''
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed`
  return `It answered ${status}`
}

async function send(post: Post, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(post.url)
  // A look-up is asked for names only.
  if (!post.allowsPrivate && isIP(withoutBrackets(url.hostname))) {
    await requirePublicHost(url.hostname)
  }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request(url, {
    method: 'POST',
    headers: { ...post.headers, 'content-length': Buffer.byteLength(post.body) },
    // A connection of its own: one that is kept would be to the address of another time.
    agent: false,
    lookup: post.allowsPrivate ? undefined : pinnedLookup(post.resolver),
    signal,
  })
    .on('response', resolve)
    .on('error', reject)
    .end(post.body)
  return promise
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer) {
    length += chunk.length
    chunks.push(chunk)
    if (length > LARGEST_ANSWER) break
  }
  answer.destroy()
  return asText(Buffer.concat(chunks).subarray(0, KEPT_ANSWER))
}

/** Control characters and broken letters are of no use to those who read it. */
function asText(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll(/[^\P{Cc}\n\t]/gu, '\u{FFFD}')
}

function tooSlow({ timeLimitMs = TIME_LIMIT_MS }: Post): string {
  return `No whole answer within ${timeLimitMs / 1000} s`
}

function textOf(error: unknown): string {
  const { message, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  return (message || code || String(error)).slice(0, LONGEST_ERROR)
}
