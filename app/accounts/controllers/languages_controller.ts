import type { HttpContext } from '@adonisjs/core/http'
import { isLocale } from '#core/i18n'
import { chooseLocale } from '#accounts/actions/choose_locale'
import { rememberLanguage, setLanguage } from '#accounts/language'
import { sessionActor } from '#accounts/session'

/** The language of the pages: a cookie, and for who is signed in a setting that follows them. */
export default class LanguagesController {
  async store(ctx: HttpContext) {
    const language: unknown = ctx.request.input('language')
    if (isLocale(language)) {
      setLanguage(ctx, language)
      const actor = await sessionActor(ctx)
      if (actor) await chooseLocale(actor.id, language)
      else rememberLanguage(ctx, language)
    }
    return ctx.response.redirect().back()
  }
}
