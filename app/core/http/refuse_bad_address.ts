import type { IncomingMessage, ServerResponse } from 'node:http'

const MESSAGE = 'The address is not encoded as UTF-8.'

/** Answers what has no address to route by ("/%zz"): JSON under /api, a line of text elsewhere. */
export function refuseBadAddress(request: IncomingMessage, response: ServerResponse): void {
  const isApi = request.url?.startsWith('/api/') ?? false
  response.writeHead(400, { 'content-type': isApi ? 'application/json' : 'text/plain' })
  response.end(isApi ? JSON.stringify({ detail: MESSAGE }) : MESSAGE)
}
