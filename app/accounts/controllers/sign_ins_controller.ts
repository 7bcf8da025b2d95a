import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, TooManyRequests } from '#core/exceptions'
import { flashErrors } from '#core/http/forms'
import { t } from '#core/i18n'
import { verifyCredentials } from '#accounts/actions/verify_credentials'
import { recordSignIn } from '#accounts/actions/record_sign_in'
import { hasUsers } from '#accounts/queries/has_users'
import { takeLanguage } from '#accounts/language'
import { tooManyAttempts } from '#accounts/waiting_time'
import { beginSession, endSession, sessionActor } from '#accounts/session'

/** Sign in and out. */
export default class SignInsController {
  async create(ctx: HttpContext) {
    const { request, response, view } = ctx
    if (!(await hasUsers())) return response.redirect('/set-up')
    const next = localPath(request.qs().next)
    if (await sessionActor(ctx)) return response.redirect().toPath(next)
    return view.render('pages/accounts/sign_in', { next })
  }

  async store(ctx: HttpContext) {
    const { username, password, next } = readForm(ctx)
    try {
      const user = await verifyCredentials({ username, password, address: ctx.request.ip() })
      if (!user) throw InvalidInput.whole(t('The username or the password is wrong.'))
      await recordSignIn(user.id)
      await takeLanguage(ctx, user)
      beginSession(ctx, user)
    } catch (error) {
      flashErrors(ctx, asRefusal(error), { username })
      return ctx.response.redirect(`/sign-in?next=${encodeURIComponent(next)}`)
    }
    return ctx.response.redirect().toPath(next)
  }

  async destroy(ctx: HttpContext) {
    await endSession(ctx)
    return ctx.response.redirect('/sign-in')
  }
}

function readForm({ request }: HttpContext) {
  const text = (name: string) => String(request.input(name) ?? '').slice(0, 1000)
  return {
    username: text('username'),
    password: text('password'),
    next: localPath(request.input('next')),
  }
}

function asRefusal(error: unknown): InvalidInput {
  if (error instanceof InvalidInput) return error
  if (!(error instanceof TooManyRequests)) throw error
  return InvalidInput.whole(tooManyAttempts(error))
}

/** A path of this server, or "/": what comes with a link must not lead to another site. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/[^/\\]/.test(wanted)) return '/'
  const url = URL.canParse(wanted, 'http://local') ? new URL(wanted, 'http://local') : null
  return url?.host === 'local' && !url.pathname.startsWith('//') ? url.pathname + url.search : '/'
}
