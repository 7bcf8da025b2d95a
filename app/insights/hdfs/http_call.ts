import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { faultOf } from '#insights/hdfs/hdfs_fault'

export type Content = AsyncIterable<Buffer | string>

interface Call {
  method: 'GET' | 'PUT'
  content?: Content
  /** The longest time without a byte, either way. */
  timeoutMs: number
  signal?: AbortSignal
}

/**
 * One HTTP request; redirects are not followed. Gives the answer once its head is there, whatever its status.
 * Every end of the connection is a fault: it never waits for ever.
 */
export async function callHttp(url: string, call: Call): Promise<IncomingMessage> {
  const request = open(url, call)
  const source = call.content ? new Source(call.content) : null
  const answered = answerOf(request)
  const sent = source ? pipeline(Readable.from(source.pieces()), request) : request.end()
  try {
    const [answer] = await Promise.all([answered, source ? sent : null])
    return answer
  } catch (error) {
    request.destroy()
    answered.catch(() => undefined)
    call.signal?.throwIfAborted()
    throw source?.fault ?? faultOf(url, error)
  }
}

function open(url: string, { method, content, timeoutMs, signal }: Call): ClientRequest {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  const headers = content ? { 'content-type': 'application/octet-stream' } : undefined
  const request = send(url, { method, signal, headers })
  request.setTimeout(timeoutMs, () =>
    request.destroy(new Error(`no answer within ${timeoutMs} ms`))
  )
  return request
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.on('error', reject)
    request.once('close', () => reject(new Error('the connection was closed')))
  })
}

/** Tells a fault of what is sent from one of the connection. */
class Source {
  fault: Error | undefined

  constructor(private content: Content) {}

  async *pieces(): AsyncGenerator<Buffer | string> {
    try {
      yield* this.content
    } catch (error) {
      this.fault = error
      throw error
    }
  }
}

/** The body of an answer as text, up to a limit. */
export async function readText(answer: IncomingMessage, limit = 1_000_000): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    pieces.push(piece)
    size += piece.length
    if (size > limit) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** The body of an answer, piece by piece; a broken connection is a fault. */
export async function* readPieces(url: string, answer: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const piece of answer) yield piece
  } catch (error) {
    throw faultOf(url, error)
  }
}
