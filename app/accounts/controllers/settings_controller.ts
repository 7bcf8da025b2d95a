import type { HttpContext } from '@adonisjs/core/http'
import { textField } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { formatReference, problemOfPattern } from '#core/reference_pattern'
import { SETTING_KEYS } from '#core/settings'
import { today } from '#core/time'
import { saveSettings, type SettingValues } from '#accounts/actions/save_settings'
import { readSettingsPage } from '#accounts/queries/read_settings_page'

/** Admin: what the company is called and how it counts. */
export default class SettingsController {
  async show({ view }: HttpContext) {
    return view.render('pages/accounts/settings', { groups: await readSettingsPage() })
  }

  async update(ctx: HttpContext) {
    const changes = await saveSettings(readValues(ctx), ctx.actor)
    const count = Object.keys(changes).length
    if (count === 0) say(ctx, t('Nothing was changed.'), 'info')
    else say(ctx, t('{count, plural, one {# setting} other {# settings}} changed.', { count }))
    return ctx.response.redirect('/admin/settings')
  }

  /** Shows while one types what numbers a pattern makes. */
  preview(ctx: HttpContext) {
    const typed = Object.entries(ctx.request.qs()).find(([name]) => name.endsWith('_pattern'))?.[1]
    const text = typeof typed === 'string' ? typed.trim() : ''
    const problem = problemOfPattern(text)
    ctx.response.header('cache-control', 'no-store')
    const samples = problem ? [] : [1, 2, 42].map((count) => formatReference(text, count, today()))
    return ctx.view.render('pages/accounts/pattern_preview', { samples, problem })
  }
}

function readValues(ctx: HttpContext): SettingValues {
  const sent = ctx.request.body()
  // A browser sends the line ends of a text area as two characters.
  return Object.fromEntries(
    SETTING_KEYS.filter((key) => Object.hasOwn(sent, key)).map((key) => [
      key,
      textField(ctx, key).replaceAll('\r\n', '\n'),
    ])
  )
}
