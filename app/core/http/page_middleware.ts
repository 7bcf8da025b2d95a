import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { compressPage } from '#core/http/compress_page'
import { isLocale, LOCALE_CODES, withLocale, type Locale } from '#core/i18n'
import { setting } from '#core/setting_values'
import { recall, type FormInput, type RememberedInput } from '#core/http/form_memory'

export const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]
export const THEME_COOKIE = 'bincard-theme'
export const LOCALE_COOKIE = 'bincard-locale'

/** Gives every page its language, its theme, its short messages, and what was wrong with the form sent before. */
export default class PageMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    return withLocale(chosenLocale(ctx), async () => {
      sharePageState(ctx)
      await next()
      // A page is of one visitor and of one moment: nothing shows it again without asking.
      ctx.response.safeHeader('cache-control', 'private, no-cache')
      await compressPage(ctx)
    })
  }
}

/** What the layout and the field components read; also used for pages of failed requests. */
export function sharePageState(ctx: HttpContext): void {
  const flashed = ctx.session?.flashMessages
  const errors = recall(flashed?.get('errors') as RememberedInput | undefined)
  const old = recall(flashed?.get('old') as RememberedInput | undefined)
  ctx.view.share({
    theme: chosenTheme(ctx),
    isTableSwap: isTableSwap(ctx),
    currentUrl: ctx.request.url(true),
    ...refusedForm(errors, old),
    undo: flashed?.get('undo'),
    messages: {
      success: flashed?.get('success'),
      info: flashed?.get('info'),
      error: flashed?.get('error'),
    },
  })
}

/** Whether a table asks for its rows alone: components that stay as they are then draw nothing. */
function isTableSwap({ request }: HttpContext): boolean {
  return (
    Boolean(request.header('hx-request')) && String(request.header('hx-target')).endsWith('-table')
  )
}

/** What the field components show of a refused form: its messages, and what was typed in it. */
export function refusedForm(errors: FormInput, old: FormInput) {
  return {
    errors,
    old,
    errorOf: (name: string) => messagesOf(errors[name]),
    oldOf: (name: string, fallback: unknown) => typed(old, name, fallback),
  }
}

export function chosenTheme({ request }: HttpContext): Theme {
  const cookie = request.plainCookie(THEME_COOKIE, { encoded: false })
  return THEMES.find((theme) => theme === cookie) ?? 'system'
}

/**
 * The language chosen in this browser, else the company's, else the first of the browser's own that there
 * is, else English.
 */
export function chosenLocale({ request }: HttpContext): Locale {
  const cookie = request.plainCookie(LOCALE_COOKIE, { encoded: false })
  if (isLocale(cookie)) return cookie
  const companyLocale = setting('default_language')
  if (isLocale(companyLocale)) return companyLocale
  const asked = request.language([...LOCALE_CODES])
  return isLocale(asked) ? asked : 'en'
}

function messagesOf(messages: unknown): string[] {
  if (messages === undefined || messages === null) return []
  return Array.isArray(messages) ? messages.map(String) : [String(messages)]
}

function typed(old: FormInput, name: string, fallback: unknown): unknown {
  return Object.hasOwn(old, name) ? old[name] : fallback
}
