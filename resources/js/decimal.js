/*
 * Exact decimals in the browser, as the server keeps them: a quantity is a BigInt of 10⁻⁵ units, an
 * amount of money one of 10⁻⁶. No figure passes through a float.
 */
export const QUANTITY_DECIMALS = 5
export const MONEY_DECIMALS = 6
const NUMBER = /^(-?)(\d*)(?:\.(\d*))?$/

/** The scaled integer that the text stands for; null for what is no such number. */
export function parseDecimal(text, decimals) {
  const [, sign, whole, fraction = ''] = NUMBER.exec(text.replaceAll(/\s/g, '')) ?? []
  if (whole === undefined || whole + fraction === '') return null
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > decimals) return null
  const scaled = BigInt(whole + kept.padEnd(decimals, '0'))
  return sign ? -scaled : scaled
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

/** "1,234" or "12.5": a quantity for people. */
export function formatQuantity(scaled) {
  return format(scaled, QUANTITY_DECIMALS, 0)
}

/** "1234.5": what a field holds. */
export function writeMoney(scaled) {
  const sign = scaled < 0n ? '-' : ''
  const { whole, fraction } = split(scaled, MONEY_DECIMALS, 0)
  return `${sign}${whole}${fraction ? `.${fraction}` : ''}`
}

function format(scaled, decimals, least) {
  const { whole, fraction } = split(scaled, decimals, least)
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${scaled < 0n ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''}`
}

function split(scaled, decimals, least) {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, '0')
  let fraction = digits.slice(-decimals)
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return { whole: digits.slice(0, -decimals), fraction }
}
