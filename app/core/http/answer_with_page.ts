import type { HttpContext } from '@adonisjs/core/http'
import { Conflict, InvalidInput, TooManyRequests } from '#core/exceptions'
import { backWithErrors, say } from '#core/http/forms'
import type { Failure } from '#core/http/exception_handler'
import { sharePageState } from '#core/http/page_middleware'

const TITLES: Record<number, string> = {
  400: 'That does not work',
  403: 'Not allowed',
  404: 'Not found',
  409: 'It has changed meanwhile',
  413: 'Too large',
  429: 'Too many requests',
}

/** Answers a failed request of the browser: a form goes back with its errors, the rest is a page. */
export function answerWithPage(failure: Failure, ctx: HttpContext): Promise<void> | void {
  if (ctx.request.header('hx-request')) return answerPart(failure, ctx)
  if (failure.status === 401) return askToSignIn(ctx)
  if (isForm(ctx)) {
    if (failure.error instanceof InvalidInput) return backWithErrors(ctx, failure.error)
    if (failure.error instanceof Conflict) return backWithMessage(ctx, failure.message)
  }
  return answerFullPage(failure, ctx)
}

/** A sent form has a page to go back to, and a session that carries its errors there. */
function isForm({ request, session }: HttpContext): boolean {
  return Boolean(session) && request.method() !== 'GET' && Boolean(request.header('referer'))
}

function backWithMessage(ctx: HttpContext, message: string): void {
  say(ctx, message, 'error')
  ctx.response.redirect().back()
}

function askToSignIn({ request, response }: HttpContext): void {
  const wanted = request.method() === 'GET' ? request.url(true) : '/'
  response.redirect(`/sign-in?next=${encodeURIComponent(wanted)}`)
}

/** htmx shows the text of a failure in a toast. */
function answerPart(failure: Failure, { response, request }: HttpContext): void {
  const text = failure.error instanceof InvalidInput ? messagesIn(failure.error) : failure.message
  response.status(failure.status).header('content-type', 'text/plain; charset=utf-8')
  response.send(failure.status < 500 ? text : `The server failed (${request.id()}).`)
}

function messagesIn(error: InvalidInput): string {
  return Object.values(error.fields).flat(3).map(String).join(' ')
}

async function answerFullPage(failure: Failure, ctx: HttpContext): Promise<void> {
  const { status, message, error } = failure
  ctx.response.status(status)
  if (error instanceof TooManyRequests) {
    ctx.response.header('Retry-After', String(error.retryAfterSeconds))
  }
  sharePageState(ctx)
  const page = await ctx.view.render('pages/errors/show', {
    status,
    title: TITLES[status] ?? (status >= 500 ? 'Something went wrong here' : 'That does not work'),
    message: error instanceof InvalidInput ? messagesIn(error) : message,
    requestId: ctx.request.id(),
    isSignedIn: Boolean(ctx.actor),
  })
  ctx.response.send(page)
}
