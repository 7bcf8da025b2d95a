import { request, type RequestOptions } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** As it came: still compressed. */
  body: Buffer
}

/** A request without the comforts of fetch: any header can be sent, and nothing is followed or unpacked. */
export function ask(
  address: string,
  { content, ...options }: RequestOptions & { content?: Buffer } = {}
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { agent: false, ...options }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(pieces),
        })
      )
    })
    sent.on('error', reject)
    sent.end(content)
  })
}
