import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { databaseAway, isConnectionLost } from '#core/connection_faults'
import { InvalidInput, TooManyRequests, Unavailable } from '#core/exceptions'
import { answerWithPage } from '#core/http/answer_with_page'
import { isApiRequest, sendJson } from '#core/http/json'
import { chosenLocale } from '#core/http/page_middleware'
import { translatable, withLocale } from '#core/i18n'

export interface Failure {
  status: number
  message: string
  /** The message is a literal of the source, not an action's own words. */
  isTranslatable?: boolean
  error: unknown
}

/** What the framework throws, in words for people. */
const FRAMEWORK_FAILURES: Record<string, { status: number; message: string }> = {
  E_ROUTE_NOT_FOUND: { status: 404, message: translatable('Page not found') },
  E_ROW_NOT_FOUND: { status: 404, message: translatable('Not found') },
  E_BAD_CSRF_TOKEN: {
    status: 403,
    message: translatable('This form is no longer valid. Go back, reload the page and try again.'),
  },
  E_REQUEST_ENTITY_TOO_LARGE: { status: 413, message: translatable('The request is too large.') },
}

/** The one edge where refusals become answers: JSON under /api, a page elsewhere. */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = !app.inProduction && !app.inTest

  async handle(thrown: unknown, ctx: HttpContext) {
    const failure = describe(known(thrown))
    // The rest of a body that was refused half-way would stand before the connection's next request.
    ctx.request.request.resume()
    if (isApiRequest(ctx)) return answerInJson(failure, ctx)
    return withLocale(chosenLocale(ctx), () => answerWithPage(failure, ctx))
  }

  async report(thrown: unknown, ctx: HttpContext) {
    const error = known(thrown)
    const { status } = describe(error)
    if (status < 500) return
    if (error instanceof Unavailable) return reportOutage(error, ctx)
    ctx.logger.error(
      { err: error, method: ctx.request.method(), url: ctx.request.url() },
      'request failed'
    )
  }
}

/** No stack: nothing here is broken. What else the fault knows tells the operator where to look. */
function reportOutage(error: Unavailable, { logger, request }: HttpContext): void {
  const outage = { ...error, name: undefined, stack: undefined }
  logger.warn({ outage, method: request.method(), url: request.url() }, error.message)
}

/** A database that is away is not a fault of the program. */
function known(error: unknown): unknown {
  return isConnectionLost(error) ? databaseAway() : error
}

function describe(error: unknown): Failure {
  const fields = (error ?? {}) as { status?: unknown; message?: unknown; code?: unknown }
  const ours = FRAMEWORK_FAILURES[String(fields.code)]
  if (ours) return { ...ours, isTranslatable: true, error }
  const status = typeof fields.status === 'number' ? fields.status : 500
  return { status, message: String(fields.message ?? ''), error }
}

function answerInJson({ status, message, error }: Failure, ctx: HttpContext): void {
  if (error instanceof InvalidInput) return sendJson(ctx, status, error.fields)
  if (status === 401) ctx.response.header('WWW-Authenticate', 'Token')
  if (error instanceof TooManyRequests) {
    ctx.response.header('Retry-After', String(error.retryAfterSeconds))
  }
  if (error instanceof Unavailable) {
    ctx.response.header('Retry-After', String(error.retryAfterSeconds))
    return sendJson(ctx, status, { detail: message })
  }
  if (status >= 500) {
    return sendJson(ctx, status, {
      error: 'ServerError',
      detail: 'The server failed to answer. The failure is in its log.',
      request_id: ctx.request.id() ?? null,
      status_code: status,
    })
  }
  return sendJson(ctx, status, { detail: message })
}
