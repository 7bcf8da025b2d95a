/*
 * Exact decimals in the browser, as the server keeps them: a quantity is a BigInt of 10⁻⁵ units, an
 * amount of money one of 10⁻⁶. No figure passes through a float.
 */
export const QUANTITY_DECIMALS = 5
export const MONEY_DECIMALS = 6
const NUMBER = /^(-?)(\d*)(?:\.(\d*))?$/
const IN_GROUPS = /^[1-9]\d{0,2}([.,]\d{3})+$/

const language = globalThis.document?.documentElement.dataset.locale ?? 'en-GB'
const parts = new Intl.NumberFormat(language).formatToParts(0.5)
/** The decimal sign of the page's language. */
export const decimalSign = parts.some(({ type, value }) => type === 'decimal' && value === ',')
  ? ','
  : '.'
const groups = new Intl.NumberFormat(language, { useGrouping: 'always' }).formatToParts(123456)
const groupSign = groups.find(({ type }) => type === 'group')?.value ?? ''

/** The scaled integer that a plain decimal ("1234.5") stands for; null for what is no such number. */
export function parseDecimal(text, decimals) {
  const [, sign, whole, fraction = ''] = NUMBER.exec(text.replaceAll(/\s/g, '')) ?? []
  if (whole === undefined || whole + fraction === '') return null
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > decimals) return null
  const scaled = BigInt(whole + kept.padEnd(decimals, '0'))
  return sign ? -scaled : scaled
}

/** As parseDecimal, for what a person typed in the page's language. */
export function readTyped(text, decimals, sign = decimalSign) {
  const plain = plainDecimal(text, sign)
  return plain === null ? null : parseDecimal(plain, decimals)
}

/**
 * What was typed as a plain decimal, by the server's rules (core/typed_decimal): null for "1,234" where
 * the comma is not the decimal sign, because it can be read in two ways.
 */
export function plainDecimal(text, sign = decimalSign) {
  const typed = text.replaceAll(/[\s\u00A0\u202F'’]/g, '').replace('−', '-')
  const unsigned = typed.replace(/^[+-]/, '')
  if (!/^[\d.,]+$/.test(unsigned) || !/[.,]/.test(unsigned)) return typed
  const plain = withPoint(unsigned, sign)
  return plain === null ? null : typed.slice(0, typed.length - unsigned.length) + plain
}

function withPoint(digits, sign) {
  const commas = digits.split(',').length - 1
  const points = digits.split('.').length - 1
  if (commas > 0 && points > 0) return withBoth(digits)
  const separator = commas > 0 ? ',' : '.'
  if (separator === sign) return digits.replace(separator, '.')
  if (commas + points > 1) return IN_GROUPS.test(digits) ? digits.replaceAll(separator, '') : digits
  return IN_GROUPS.test(digits) ? null : digits.replace(separator, '.')
}

function withBoth(digits) {
  const sign = digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.'
  const [whole, fraction, more] = digits.split(sign)
  if (more !== undefined || !IN_GROUPS.test(whole)) return digits
  return `${whole.replaceAll(/[.,]/g, '')}.${fraction}`
}

/** quantity × unit price as money, half to even. */
export function multiplyMoney(quantity, price) {
  const product = quantity * price
  const unit = 10n ** BigInt(QUANTITY_DECIMALS)
  const top = product < 0n ? -product : product
  let result = top / unit
  const twice = (top % unit) * 2n
  if (twice > unit || (twice === unit && result % 2n === 1n)) result += 1n
  return product < 0n ? -result : result
}

/** "1,234.50": money for people, to the cent, with more digits only where there are some. */
export function formatMoney(scaled) {
  return format(scaled, MONEY_DECIMALS, 2)
}

/** "1,234.57": a sum of money to the cent, as lists show it. */
export function formatCents(scaled) {
  const cent = 10n ** BigInt(MONEY_DECIMALS - 2)
  const half = scaled < 0n ? -cent / 2n : cent / 2n
  return formatMoney(((scaled + half) / cent) * cent)
}

/** "1,234" or "12.5": a quantity for people. */
export function formatQuantity(scaled) {
  return format(scaled, QUANTITY_DECIMALS, 0)
}

/** "1234.5": what a field holds, with the decimal sign of the page's language. */
export function writeMoney(scaled) {
  return writeDecimal(scaled, MONEY_DECIMALS)
}

export function writeDecimal(scaled, decimals) {
  const sign = scaled < 0n ? '-' : ''
  const { whole, fraction } = split(scaled, decimals, 0)
  return `${sign}${whole}${fraction ? decimalSign + fraction : ''}`
}

function format(scaled, decimals, least) {
  const { whole, fraction } = split(scaled, decimals, least)
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, groupSign)
  return `${scaled < 0n ? '−' : ''}${grouped}${fraction ? decimalSign + fraction : ''}`
}

function split(scaled, decimals, least) {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, '0')
  let fraction = digits.slice(-decimals)
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return { whole: digits.slice(0, -decimals), fraction }
}
