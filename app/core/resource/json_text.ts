import { formatShort, toScaled } from '#core/decimal'

/** Powers of ten as numbers; all are exact. */
const POWERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
const ZEROS = '000000'

/**
 * The JSON number of a scaled integer, "30.0" or "12.5". What is a safe integer goes by numbers, on
 * which `%` and the division of an exact multiple are exact, so no digit is lost.
 */
export function decimalText(value: unknown, decimals: number): string {
  if (value === null || value === undefined) return 'null'
  const scaled = exactNumber(value)
  if (scaled === undefined || scaled < 0) return formatShort(toScaled(value), decimals)
  const rest = scaled % POWERS[decimals]
  const whole = (scaled - rest) / POWERS[decimals]
  if (rest === 0) return `${whole}.0`
  const digits = String(rest)
  const fraction = ZEROS.slice(0, decimals - digits.length) + digits
  let end = decimals
  while (fraction[end - 1] === '0') end--
  return `${whole}.${fraction.slice(0, end)}`
}

const SAFE_DIGITS = 15

/** A scaled integer as a number where that is exact: sums come from the database as text. */
function exactNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value === 'string') return value.length <= SAFE_DIGITS ? Number(value) : undefined
  if (typeof value === 'bigint' && value <= Number.MAX_SAFE_INTEGER) return Number(value)
  return undefined
}

/** The difference of two scaled sums as the database gives them. */
export function differenceOf(whole: unknown, part: unknown): number | bigint {
  const [one, other] = [exactNumber(whole), exactNumber(part)]
  return one === undefined || other === undefined ? toScaled(whole) - toScaled(part) : one - other
}

/** The JSON of a text or null. */
export function stringText(value: unknown): string {
  return value === null || value === undefined ? 'null' : JSON.stringify(String(value))
}

/** The JSON of a whole number or null. */
export function integerText(value: unknown): string {
  return value === null || value === undefined ? 'null' : String(value)
}

export function booleanText(value: unknown): string {
  return value ? 'true' : 'false'
}

/** The JSON of a day (YYYY-MM-DD), which needs no escaping. */
export function dayText(value: unknown): string {
  return value === null || value === undefined ? 'null' : `"${String(value)}"`
}

/** The JSON of a moment as InvenTree writes it: "2026-11-22 07:05". */
export function momentText(value: unknown): string {
  return value === null || value === undefined ? 'null' : `"${String(value).slice(0, 16)}"`
}
