import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { InvalidInput, TooManyRequests } from '#core/exceptions'
import { isApiRequest, sendJson } from '#core/http/json'

interface Failure {
  status: number
  message: string
  error: unknown
}

/** The one edge where refusals become answers: JSON under /api, a page elsewhere. */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = !app.inProduction && !app.inTest

  async handle(error: unknown, ctx: HttpContext) {
    const failure = describe(error)
    if (isApiRequest(ctx)) return answerInJson(failure, ctx)
    return this.answerWithPage(failure, ctx)
  }

  async report(error: unknown, ctx: HttpContext) {
    const { status } = describe(error)
    if (status < 500) return
    ctx.logger.error({ err: error, method: ctx.request.method(), url: ctx.request.url() }, 'request failed')
  }

  private async answerWithPage(failure: Failure, ctx: HttpContext) {
    const { response, view, request } = ctx
    response.status(failure.status)
    if (failure.error instanceof TooManyRequests) {
      response.header('Retry-After', String(failure.error.retryAfterSeconds))
    }
    if (request.header('hx-request')) return response.send(failure.message)
    return response.send(
      await view.render('pages/errors/show', {
        status: failure.status,
        message: failure.status >= 500 ? null : failure.message,
        requestId: request.id(),
        actor: ctx.actor,
      })
    )
  }
}

function describe(error: unknown): Failure {
  const known = error as { status?: unknown; message?: unknown; code?: unknown } | null
  const status = typeof known?.status === 'number' ? known.status : 500
  if (known?.code === 'E_ROUTE_NOT_FOUND') return { status: 404, message: 'Page not found', error }
  if (known?.code === 'E_BAD_CSRF_TOKEN') {
    return { status: 403, message: 'This form is no longer valid. Go back, reload the page and try again.', error }
  }
  if (known?.code === 'E_REQUEST_ENTITY_TOO_LARGE') {
    return { status: 413, message: 'The request is too large.', error }
  }
  return { status, message: String(known?.message ?? ''), error }
}

function answerInJson({ status, message, error }: Failure, ctx: HttpContext): void {
  if (error instanceof InvalidInput) return sendJson(ctx, status, error.fields)
  if (status === 401) ctx.response.header('WWW-Authenticate', 'Token')
  if (error instanceof TooManyRequests) {
    ctx.response.header('Retry-After', String(error.retryAfterSeconds))
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
