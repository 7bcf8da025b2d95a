import { localeTag, t } from '#core/i18n'
import { companyTimeZone, fromDatabaseTime } from '#core/time'

const MINUS = '−'

const numbers = new Map<string, { grouped: Intl.NumberFormat; point: string }>()
const dates = new Map<string, Intl.DateTimeFormat>()

/**
 * A decimal string in the way of the current language, "1,234.56" or "1 234,56", without a float: the
 * whole part is grouped as a BigInt.
 */
export function formatDecimalText(text: string): string {
  const { grouped, point } = numberFormat(localeTag())
  const [whole, fraction] = text.split('.')
  const sign = whole.startsWith('-') ? MINUS : ''
  return `${sign}${grouped.format(BigInt(whole.replace('-', '')))}${fraction ? point + fraction : ''}`
}

/** A whole number, grouped in the way of the current language. */
export function formatCount(count: number | bigint): string {
  return formatDecimalText(String(count))
}

/** A moment of the database for people, in the company's time zone: "22 Nov 2026, 09:05". */
export function formatMoment(databaseTime: string): string {
  const format = dateFormat('moment', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: companyTimeZone(),
  })
  return format.format(fromDatabaseTime(databaseTime).toJSDate())
}

/** A day (YYYY-MM-DD) for people: "22 Nov 2026". */
export function formatDay(day: string): string {
  const format = dateFormat('day', { dateStyle: 'medium', timeZone: 'UTC' })
  return format.format(new Date(`${day}T00:00:00Z`))
}

/** A duration for people: "350 ms", "1.2 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return t('{ms} ms', { ms: Math.round(milliseconds) })
  const seconds = milliseconds / 1_000
  if (seconds < 60) return t('{s} s', { s: formatDecimalText(seconds.toFixed(1)) })
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return t('{min} min {s} s', { min: minutes, s: Math.floor(seconds % 60) })
  return t('{h} h {min} min', { h: Math.floor(minutes / 60), min: minutes % 60 })
}

function numberFormat(tag: string) {
  const known = numbers.get(tag)
  if (known) return known
  const grouped = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 })
  const parts = new Intl.NumberFormat(tag, { minimumFractionDigits: 1 }).formatToParts(0.5)
  const point = parts.find(({ type }) => type === 'decimal')?.value ?? '.'
  const made = { grouped, point }
  numbers.set(tag, made)
  return made
}

/** A format is dear to make and cheap to use. */
function dateFormat(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${localeTag()}:${options.timeZone}:${name}`
  const known = dates.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat(localeTag(), { ...options, hourCycle: 'h23' })
  dates.set(key, format)
  return format
}

const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A number of bytes for people: "1.2 MB". */
export function formatSize(bytes: number): string {
  let amount = Math.max(bytes / 1024, 0.1)
  let unit = 0
  while (amount >= 1000 && unit < BYTE_UNITS.length - 1) {
    amount /= 1024
    unit++
  }
  const format = { style: 'unit', unit: BYTE_UNITS[unit], maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(localeTag(), format).format(amount)
}
