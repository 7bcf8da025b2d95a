import type { HttpContext } from '@adonisjs/core/http'
import type { InvalidInput } from '#core/exceptions'
import { remember, type FormInput } from '#core/http/form_memory'

/** Never sent back to the browser. */
const SECRETS = /password|token|secret|_csrf/i

/** Keeps what was wrong and what was typed for the next page; `input` defaults to the whole body. */
export function flashErrors(ctx: HttpContext, error: InvalidInput, input?: FormInput): void {
  const typed = Object.entries(input ?? ctx.request.body()).filter(([name]) => !SECRETS.test(name))
  ctx.session.flash('errors', remember(error.fields))
  ctx.session.flash('old', remember(Object.fromEntries(typed)))
}

/**
 * Answers a refused form: back to where it was sent from, with what was wrong (`errors`) and what was
 * typed (`old`), which the field components show. See {@link flashErrors}.
 */
export function backWithErrors(ctx: HttpContext, error: InvalidInput, input?: FormInput): void {
  flashErrors(ctx, error, input)
  ctx.response.redirect().back()
}

/** What takes back what was just done: a form that the next page's message offers. */
export interface Undo {
  action: string
  fields?: Record<string, string>
}

/** Offers to take back what the message of {@link say} tells of. */
export function offerUndo({ session }: HttpContext, undo: Undo): void {
  session.flash('undo', undo)
}

/** Shows a short message on the next page. */
export function say(
  ctx: HttpContext,
  text: string,
  kind: 'success' | 'info' | 'error' = 'success'
): void {
  ctx.session.flash(kind, text)
}
