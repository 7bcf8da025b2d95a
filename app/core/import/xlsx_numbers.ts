import { DateTime } from 'luxon'

/** What Excel shows of a number: 15 digits. What it has beyond them is the rounding of its arithmetic. */
const DIGITS = 15
const DAY_MS = 86_400_000

/** The decimal text of a number cell, exact to the digits that Excel keeps. */
export function numberText(raw: string): string {
  const digits = raw
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '')
  if (digits.length <= DIGITS && !/e/i.test(raw)) return raw
  const value = Number(raw)
  if (!Number.isFinite(value)) return raw
  const text = value.toPrecision(DIGITS)
  return /e/i.test(text) ? plainDecimal(text) : trimmed(text)
}

function plainDecimal(text: string): string {
  const [, sign, whole, fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/i.exec(text) ?? []
  if (whole === undefined) return text
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return trimmed(`${sign}0.${'0'.repeat(-point)}${digits}`)
  const padded = digits.padEnd(point, '0')
  return trimmed(`${sign}${padded.slice(0, point)}.${padded.slice(point)}`)
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** The day, with the time if there is one, that a number of days means. Null when it is none. */
export function dateText(raw: string, isFrom1904: boolean): string | null {
  const days = Number(raw)
  if (!Number.isFinite(days) || days < 0 || days > 2_958_466) return null
  const seconds = Math.round(days * 86_400)
  // Excel takes 1900 for a leap year: its day 60 never was.
  const base = isFrom1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const moment = DateTime.fromMillis(base + seconds * (DAY_MS / 86_400), { zone: 'utc' })
  return seconds % 86_400 === 0
    ? moment.toFormat('yyyy-MM-dd')
    : moment.toFormat("yyyy-MM-dd'T'HH:mm:ss")
}

const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])

/** Whether a number format shows dates. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES.has(id) || (id >= 27 && id <= 36)
  const bare = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
  return /[dmyhs]/i.test(bare) && !/[#0?]/.test(bare.replaceAll(/s\.0+/gi, ''))
}
