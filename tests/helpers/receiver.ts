import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Received {
  path: string
  headers: IncomingMessage['headers']
  body: string
  at: number
}

type Answer = (response: ServerResponse, received: Received) => void

/** A web server that keeps what is posted to it: what somebody else's system would be. */
export class Receiver {
  received: Received[] = []
  /** What it answers; 200 until told otherwise. */
  answer: Answer = (response) => response.end('thank you')
  #server = createServer((request, response) => void this.#take(request, response))

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/events`
  }

  answerWith(status: number, body = ''): void {
    this.answer = (response) => response.writeHead(status).end(body)
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: path = '', headers } = request
    const received = { path, headers, body: await text(request), at: Date.now() }
    this.received.push(received)
    this.answer(response, received)
  }
}

/** The signature a receiver expects with this secret: of what was said in docs/events.md, not of our code. */
export function expectedSignature(secret: string, { headers, body }: Received): string {
  const signed = `${String(headers['bincard-timestamp'])}.${body}`
  return `v1=${createHmac('sha256', secret).update(signed).digest('hex')}`
}
