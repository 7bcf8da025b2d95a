import type { HttpContext } from '@adonisjs/core/http'
import {
  Conflict,
  Forbidden,
  InvalidInput,
  NotFound,
  TooManyRequests,
  Unavailable,
} from '#core/exceptions'
import { backWithErrors, say } from '#core/http/forms'
import { t, translatable } from '#core/i18n'
import type { Failure } from '#core/http/exception_handler'
import { sharePageState } from '#core/http/page_middleware'

const TITLES: Record<number, string> = {
  403: translatable('Not allowed'),
  404: translatable('Not found'),
  409: translatable('It has changed meanwhile'),
  413: translatable('Too large'),
  429: translatable('Too many requests'),
}

/** Answers a failed request of the browser: a form goes back with its errors, the rest is a page. */
export function answerWithPage(failure: Failure, ctx: HttpContext): Promise<void> | void {
  if (wantsText(ctx)) return answerPart(failure, ctx)
  if (failure.status === 401) return askToSignIn(ctx)
  if (hasLostSession(failure, ctx)) return ctx.response.redirect().back()
  if (isForm(ctx)) {
    if (failure.error instanceof InvalidInput) return backWithErrors(ctx, failure.error)
    if (failure.error instanceof Conflict) return backWithMessage(ctx, failure.message)
    if (failure.error instanceof Unavailable) return backWithMessage(ctx, textOf(failure))
  }
  return answerFullPage(failure, ctx)
}

/** Scripts show the text; a program that fetches a file with its token has no use for a page to sign in at. */
function wantsText({ request }: HttpContext): boolean {
  return Boolean(request.header('hx-request') ?? request.header('authorization'))
}

/**
 * A form whose session has ended while it was filled in: its page asks to sign in, and offers what was
 * typed, which the browser keeps.
 */
function hasLostSession({ error }: Failure, { request }: HttpContext): boolean {
  const isTokenBad = error instanceof Error && 'code' in error && error.code === 'E_BAD_CSRF_TOKEN'
  const hasSession = /(?:^|;\s*)bincard-session=/.test(request.header('cookie') ?? '')
  return isTokenBad && !hasSession && Boolean(request.header('referer'))
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
  response.status(failure.status).header('content-type', 'text/plain; charset=utf-8')
  response.send(
    failure.status < 500 || failure.error instanceof Unavailable
      ? textOf(failure)
      : t('The server failed ({number}).', { number: request.id() ?? '' })
  )
}

/** What was wrong, in the visitor's language; an action's own refusals are in it already. */
function textOf({ error, message, isTranslatable }: Failure): string {
  if (error instanceof InvalidInput) return messagesIn(error)
  if (error instanceof Forbidden) return t('You do not have permission to perform this action.')
  if (error instanceof NotFound) return t('Not found')
  if (error instanceof TooManyRequests) return t('Too many requests')
  if (error instanceof Unavailable) return t(message)
  return isTranslatable ? t(message) : message
}

function messagesIn(error: InvalidInput): string {
  return Object.values(error.fields).flat(3).map(String).join(' ')
}

async function answerFullPage(failure: Failure, ctx: HttpContext): Promise<void> {
  const { status, error } = failure
  ctx.response.status(status)
  if (error instanceof TooManyRequests || error instanceof Unavailable) {
    ctx.response.header('Retry-After', String(error.retryAfterSeconds))
  }
  sharePageState(ctx)
  const page = await ctx.view.render('pages/errors/show', {
    status,
    title: titleOf(failure),
    message: textOf(failure),
    requestId: ctx.request.id(),
    isSignedIn: Boolean(ctx.actor),
  })
  ctx.response.send(page)
}

function titleOf({ status, error }: Failure): string {
  if (error instanceof Unavailable) return t('Not available just now')
  if (status >= 500) return t('Something went wrong here')
  return TITLES[status] ? t(TITLES[status]) : t('That does not work')
}
