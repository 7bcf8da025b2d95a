import { localeTag, t } from '#core/i18n'

/** "1,234": with one separator before three digits it is read as 1234 by one and as 1.234 by another. */
const IN_GROUPS = /^[1-9]\d{0,2}([.,]\d{3})+$/

/** A number format is dear to make, and a list asks for the sign in every row. */
const decimalSigns = new Map<string, ',' | '.'>()

/** Thrown for a number that two people read as two numbers; its message tells how to write it. */
export class AmbiguousNumber extends Error {}

/**
 * What a person typed as a decimal, in the way of the current language, as the plain "1234.5" that the
 * rest of the program reads. Blanks may group the digits; a comma is the decimal sign where the language
 * says so. What is no number comes back as it is. Throws {@link AmbiguousNumber} rather than be wrong by
 * a factor of 1000.
 */
export function plainDecimal(text: string): string {
  const typed = text.replaceAll(/[\s\u00A0\u202F'’]/g, '').replace('−', '-')
  const unsigned = typed.replace(/^[+-]/, '')
  if (!/^[\d.,]+$/.test(unsigned) || !/[.,]/.test(unsigned)) return typed
  return typed.slice(0, typed.length - unsigned.length) + withPoint(unsigned, text.trim())
}

function withPoint(digits: string, typed: string): string {
  const commas = digits.split(',').length - 1
  const points = digits.split('.').length - 1
  if (commas > 0 && points > 0) return withBoth(digits)
  const separator = commas > 0 ? ',' : '.'
  if (separator === decimalSign()) return digits.replace(separator, '.')
  if (commas + points > 1) return IN_GROUPS.test(digits) ? digits.replaceAll(separator, '') : digits
  if (IN_GROUPS.test(digits)) throw new AmbiguousNumber(twoReadings(digits, typed))
  return digits.replace(separator, '.')
}

/** The last separator is the decimal sign when the others stand before groups of three. */
function withBoth(digits: string): string {
  const sign = digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.'
  const [whole, fraction, more] = digits.split(sign)
  if (more !== undefined || !IN_GROUPS.test(whole)) return digits
  return `${whole.replaceAll(/[.,]/g, '')}.${fraction}`
}

function twoReadings(digits: string, typed: string): string {
  const whole = digits.replaceAll(/[.,]/g, '')
  const exact = digits.replace(/[.,]/, decimalSign())
  return t('“{typed}” can be read in two ways: write {whole} or {exact}.', { typed, whole, exact })
}

/** The decimal sign of the current language. */
export function decimalSign(): ',' | '.' {
  const tag = localeTag()
  const known = decimalSigns.get(tag)
  if (known) return known
  const parts = new Intl.NumberFormat(tag).formatToParts(0.5)
  const sign = parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ',' : '.'
  decimalSigns.set(tag, sign)
  return sign
}

/** A plain decimal ("1234.5") as a form's field shows it in the current language. */
export function fieldDecimal(plain: string): string {
  return plain.replace('.', decimalSign())
}
