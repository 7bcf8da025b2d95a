import type { HttpContext } from '@adonisjs/core/http'
import { THEME_COOKIE, THEMES } from '#core/http/page_middleware'

/** Light or dark is a choice of the browser at hand, so it is a cookie and no setting of the user. */
export default class ThemesController {
  store({ request, response }: HttpContext) {
    const theme = THEMES.find((known) => known === request.input('theme')) ?? 'system'
    response.plainCookie(THEME_COOKIE, theme, {
      encode: false,
      httpOnly: false,
      maxAge: '365d',
      sameSite: 'lax',
    })
    return response.redirect().back()
  }
}
