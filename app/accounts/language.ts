import type { HttpContext } from '@adonisjs/core/http'
import { LOCALE_COOKIE } from '#core/http/page_middleware'
import { isLocale, type Locale } from '#core/i18n'
import { chooseLocale } from '#accounts/actions/choose_locale'

const KEY = 'bincard.language'

/** Has the browser show its pages in this language from now on. */
export function setLanguage({ response }: HttpContext, locale: Locale): void {
  response.plainCookie(LOCALE_COOKIE, locale, {
    encode: false,
    httpOnly: false,
    maxAge: '365d',
    sameSite: 'lax',
  })
}

/** Remembers that the visitor chose the language on the sign-in page, for {@link takeLanguage}. */
export function rememberLanguage({ session }: HttpContext, locale: Locale): void {
  session.put(KEY, locale)
}

/**
 * The language of a user who signs in: the one just chosen on the sign-in page, which is kept, else the one
 * chosen earlier, here or on another device. Call it before the session begins.
 */
export async function takeLanguage(
  ctx: HttpContext,
  user: { id: number; locale: string | null }
): Promise<void> {
  const chosen: unknown = ctx.session.get(KEY)
  if (isLocale(chosen)) await chooseLocale(user.id, chosen)
  const locale = isLocale(chosen) ? chosen : user.locale
  if (isLocale(locale)) setLanguage(ctx, locale)
}
