import {
  divideHalfEven,
  formatDecimal,
  formatShort,
  MONEY_DECIMALS,
  QUANTITY_DECIMALS,
  toScaled,
} from '#core/decimal'
import { assetUrl } from '#core/assets'
import { creation } from '#core/creation'
import { fieldState } from '#core/field_state'
import { htmlAttributes } from '#core/html_attributes'
import { iconSvg } from '#core/icons'
import {
  browserMessages,
  currentLocale,
  LOCALE_CODES,
  LOCALES,
  localeTag,
  t,
  type Locale,
} from '#core/i18n'
import {
  formatSize,
  formatCount,
  formatDay,
  formatDecimalText,
  formatDuration,
  formatMoment,
} from '#core/local_format'
import { adminPlaces, navigation } from '#core/navigation'
import { fieldDecimal } from '#core/typed_decimal'
import { setting } from '#core/setting_values'
import { companyTimeZone } from '#core/time'

/** A scaled amount for people, exact, with two decimals or more: "1,234.56", "5.9925". Empty for null. */
function money(scaled: unknown): string {
  if (scaled === null || scaled === undefined) return ''
  return formatDecimalText(formatShort(toScaled(scaled), MONEY_DECIMALS, 2))
}

/** A scaled amount for lists, rounded to the cent: "5.99". Empty for null. */
function cents(scaled: unknown): string {
  if (scaled === null || scaled === undefined) return ''
  return formatDecimalText(formatDecimal(divideHalfEven(toScaled(scaled), 10_000n), 2))
}

/** A scaled quantity for people: "1,234" or "12.5". Empty for null. */
function quantity(scaled: unknown): string {
  if (scaled === null || scaled === undefined) return ''
  return formatDecimalText(formatShort(toScaled(scaled), QUANTITY_DECIMALS, 0))
}

/** A text that is not just the name again in other letters, as descriptions from tills often are; else empty. */
function saysMore(text: string | null, name: string): string {
  const isSame = text?.trim().toLocaleLowerCase() === name.trim().toLocaleLowerCase()
  return isSame ? '' : (text ?? '')
}

/** A decimal text of percents for people: "44.0 %" or "44,0 %". Empty for null. */
function percent(text: string | null): string {
  return text === null ? '' : `${formatDecimalText(text.replace('−', '-'))} %`
}

/** A scaled amount as a form field holds it: "480" or "1.25". */
function moneyInput(scaled: unknown): string {
  return scaled === null || scaled === undefined
    ? ''
    : fieldDecimal(formatShort(toScaled(scaled), MONEY_DECIMALS, 0))
}

/** A scaled quantity as a form field holds it. */
function quantityInput(scaled: unknown): string {
  return scaled === null || scaled === undefined
    ? ''
    : fieldDecimal(formatShort(toScaled(scaled), QUANTITY_DECIMALS, 0))
}

/** The address with these query parameters set; an empty value takes one away. */
function withQuery(url: string, changes: Record<string, string | number | null>): string {
  const [path, query = ''] = url.split('?')
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') parameters.delete(name)
    else parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text ? `${path}?${text}` : path
}

/** "AB" for "Anna Berg", "AN" for "anna". */
function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/)
  const letters =
    words.length > 1 ? words[0].charAt(0) + words[words.length - 1].charAt(0) : name.slice(0, 2)
  return letters.toUpperCase()
}

export const viewHelpers = {
  assetUrl,
  iconSvg,
  fieldState,
  creation,
  htmlAttributes,
  navigation,
  adminPlaces,
  withQuery,
  initials,
  /** Overridden by the page middleware; a page outside it has no refused form. */
  errorOf: (): string[] => [],
  oldOf: (_name: string, fallback: unknown) => fallback,
  money,
  cents,
  percent,
  quantity,
  moneyInput,
  quantityInput,
  saysMore,
  t,
  /** A whole number, grouped. */
  count: formatCount,
  /** Bytes for people: "1.2 MB". */
  fileSize: formatSize,
  /** Milliseconds for people: "350 ms", "1.2 s", "3 min 20 s". */
  duration: formatDuration,
  /** A database moment in the company's time zone: "22 Nov 2026, 09:05". Empty for null. */
  localTime: (moment: string | null) => (moment ? formatMoment(moment) : ''),
  /** A day (YYYY-MM-DD): "22 Nov 2026". Empty for null. */
  localDay: (day: string | null) => (day ? formatDay(day) : ''),
  /** The languages to choose from, the one in use, and the messages of its scripts. */
  languages: LOCALE_CODES.map((code) => ({ code, name: LOCALES[code].name })),
  language: (): Locale => currentLocale(),
  languageTag: localeTag,
  /** JSON inside of a script element. */
  jsonText: (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c'),
  browserMessages,
  // Getters: these can be changed while the server runs.
  get companyName() {
    return setting('company_name')
  },
  get currency() {
    return setting('company_currency')
  },
  get timeZone() {
    return companyTimeZone()
  },
}
