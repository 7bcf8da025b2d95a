import type { HttpContext } from '@adonisjs/core/http'

/** What clients of InvenTree read of the server they talk to. */
export const API_VERSION = 530
export const SERVER_VERSION = '1.5.0 dev'

/** Answers with JSON text. The type has no charset: InvenTree's own client compares it exactly. */
export function sendJsonText(ctx: HttpContext, status: number, text: string): void {
  beginJson(ctx, status)
  ctx.response.send(text)
}

/** Status and headers of an answer in JSON, for one whose body is streamed. */
export function beginJson({ response }: HttpContext, status: number): void {
  response.status(status)
  response.header('content-type', 'application/json')
  response.header('x-inventree-version', SERVER_VERSION)
  response.header('x-inventree-api', String(API_VERSION))
  response.header('vary', 'Authorization')
  response.header('x-content-type-options', 'nosniff')
}

/** Answers with a value as JSON; numbers that must be exact are JSON.rawJSON. */
export function sendJson(ctx: HttpContext, status: number, body: unknown): void {
  sendJsonText(ctx, status, JSON.stringify(body))
}

/** True for requests that are answered in JSON, whatever happens. */
export function isApiRequest({ request }: HttpContext): boolean {
  const path = request.url()
  return path === '/api' || path.startsWith('/api/')
}
