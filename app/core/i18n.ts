import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'

/** The languages of the pages, each with its own name and the tag that numbers and dates go by. */
export const LOCALES = {
  en: { name: 'English', tag: 'en-GB' },
  fr: { name: 'Français', tag: 'fr' },
  ru: { name: 'Русский', tag: 'ru' },
  kk: { name: 'Қазақша', tag: 'kk' },
  rw: { name: 'Ikinyarwanda', tag: 'rw' },
} as const
export type Locale = keyof typeof LOCALES
export const LOCALE_CODES = Object.keys(LOCALES) as Locale[]

/** English is the language of the source: its messages are their own keys. */
const SOURCE_LOCALE: Locale = 'en'

type Messages = Readonly<Record<string, string>>
type Values = Readonly<Record<string, string | number>>

const current = new AsyncLocalStorage<Locale>()
const loaded = new Map<string, Messages>()
const formats = new Map<string, IntlMessageFormat>()

/** Runs `work`, and all that it awaits, in this language. */
export function withLocale<T>(locale: Locale, work: () => T): T {
  return current.run(locale, work)
}

/** The language of the request being answered; English outside of pages. */
export function currentLocale(): Locale {
  return current.getStore() ?? SOURCE_LOCALE
}

/** The tag by which numbers and dates are written in the current language. */
export function localeTag(): string {
  return LOCALES[currentLocale()].tag
}

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && Object.hasOwn(LOCALES, value)
}

/**
 * The message in the current language. `text` is the English message, in ICU syntax where it has
 * values: `t('{count, plural, one {# item} other {# items}}', { count })`. A word that English uses
 * in two senses is told apart by a context before a bar, which is not shown: `t('verb|Open')`.
 * Only literals are found by `npm run messages`.
 */
export function t(text: string, values?: Values): string {
  const locale = currentLocale()
  const message = messagesOf(locale, 'server')[text] ?? messagesOf(locale, 'browser')[text]
  const found = message ?? withoutContext(text)
  return values || found.includes('{') ? (formatted(found, locale).format(values) as string) : found
}

/** Marks a literal that is translated where it is shown, by `t(text)`. */
export function translatable(text: string): string {
  return text
}

/** The messages of the scripts in the current language; empty for the language of the source. */
export function browserMessages(): Messages {
  return messagesOf(currentLocale(), 'browser')
}

function withoutContext(text: string): string {
  return text.replace(/^[a-z ]+\|/, '')
}

/**
 * The engine knows no plurals of Kinyarwanda, and would take those of the machine's own language: its
 * messages have one and other, as English.
 */
const formatters = {
  getNumberFormat: (locales?: string | string[], options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(locales, options),
  getDateTimeFormat: (locales?: string | string[], options?: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales, options),
  getPluralRules: (locales?: string | string[], options?: Intl.PluralRulesOptions) => {
    const hasRules = Intl.PluralRules.supportedLocalesOf(locales ?? []).length > 0
    return new Intl.PluralRules(hasRules ? locales : 'en', options)
  },
}

function formatted(message: string, locale: Locale): IntlMessageFormat {
  const key = `${locale}:${message}`
  const known = formats.get(key)
  if (known) return known
  const format = new IntlMessageFormat(message, LOCALES[locale].tag, undefined, { formatters })
  formats.set(key, format)
  return format
}

function messagesOf(locale: Locale, part: 'server' | 'browser'): Messages {
  if (locale === SOURCE_LOCALE) return {}
  const key = `${locale}/${part}`
  const known = loaded.get(key)
  if (known) return known
  const file = new URL(`../../resources/lang/${key}.json`, import.meta.url)
  const messages: Messages = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  loaded.set(key, messages)
  return messages
}
