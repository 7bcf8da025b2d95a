/**
 * Exact decimals. A quantity is kept as an integer of 10⁻⁵ units, an amount of money as an integer
 * of 10⁻⁶ currency units: BIGINT in the database, `bigint` in code, a decimal string at every edge.
 * No quantity and no amount ever passes through a binary float.
 */
export const QUANTITY_DECIMALS = 5
export const MONEY_DECIMALS = 6

/** The largest integer a stored value may have: better-sqlite3 reads integers as JS numbers. */
export const LARGEST_STORABLE = BigInt(Number.MAX_SAFE_INTEGER)

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/
const LARGEST_EXPONENT = 60

export type DecimalFault = 'not a number' | 'too many decimals' | 'too large'

/** Thrown by {@link parseDecimal}; `fault` says what was wrong with the text. */
export class DecimalError extends Error {
  constructor(public fault: DecimalFault) {
    super(fault)
  }
}

/**
 * Reads a decimal such as "12.5", "-3" or "1e3" as an integer of 10^-decimals.
 * Throws {@link DecimalError} for what is no number, has more decimals than kept, or cannot be stored.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = NUMBER.exec(text.trim())
  if (!match) throw new DecimalError('not a number')
  const [, sign, whole, fraction = '', exponentText = '0'] = match
  const digits = whole + fraction
  const exponent = Number(exponentText)
  if (digits === '') throw new DecimalError('not a number')
  if (Math.abs(exponent) > LARGEST_EXPONENT) throw new DecimalError('too large')
  const scaled = shift(BigInt(digits), exponent - fraction.length + decimals)
  if (scaled > LARGEST_STORABLE) throw new DecimalError('too large')
  return sign === '-' ? -scaled : scaled
}

function shift(digits: bigint, places: number): bigint {
  if (places >= 0) return digits * 10n ** BigInt(places)
  const divisor = 10n ** BigInt(-places)
  if (digits % divisor !== 0n) throw new DecimalError('too many decimals')
  return digits / divisor
}

/** Writes a scaled integer with all its decimals: `formatDecimal(1250000n, 5)` is "12.50000". */
export function formatDecimal(scaled: bigint, decimals: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${scaled < 0n ? '-' : ''}${whole}.${digits.slice(digits.length - decimals)}`
}

/** As {@link formatDecimal}, with trailing zeros cut to `least` decimals: "12.5", "30.0". */
export function formatShort(scaled: bigint, decimals: number, least = 1): string {
  const text = formatDecimal(scaled, decimals)
  const shortest = text.length - decimals + least
  let end = text.length
  while (end > shortest && text[end - 1] === '0') end--
  return text[end - 1] === '.' ? text.slice(0, end - 1) : text.slice(0, end)
}

/** A value as a database driver gives it (number, string or bigint) as bigint; null stays 0. */
export function toScaled(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  if (typeof value === 'string' && value !== '') return BigInt(value)
  return 0n
}

/** As {@link toScaled}, but null stays null. */
export function toScaledOrNull(value: unknown): bigint | null {
  return value === null || value === undefined ? null : toScaled(value)
}

/** `numerator ÷ denominator` rounded half to even. Throws RangeError when the denominator is 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n !== denominator < 0n
  const top = numerator < 0n ? -numerator : numerator
  const bottom = denominator < 0n ? -denominator : denominator
  let quotient = top / bottom
  const twice = (top % bottom) * 2n
  if (twice > bottom || (twice === bottom && quotient % 2n === 1n)) quotient += 1n
  return isNegative ? -quotient : quotient
}

const QUANTITY_UNIT = 10n ** BigInt(QUANTITY_DECIMALS)

/** quantity (10⁻⁵) × unit price (10⁻⁶) as money (10⁻⁶), half to even. */
export function multiplyMoney(quantity: bigint, unitPrice: bigint): bigint {
  return divideHalfEven(quantity * unitPrice, QUANTITY_UNIT)
}

export function isStorable(scaled: bigint): boolean {
  return scaled <= LARGEST_STORABLE && scaled >= -LARGEST_STORABLE
}

export function parseQuantity(text: string): bigint {
  return parseDecimal(text, QUANTITY_DECIMALS)
}

export function parseMoney(text: string): bigint {
  return parseDecimal(text, MONEY_DECIMALS)
}

/** "12.5", "30.0": a quantity as InvenTree writes it. */
export function formatQuantity(scaled: bigint): string {
  return formatShort(scaled, QUANTITY_DECIMALS)
}

/** "480.0", "1.25": an amount of money as InvenTree writes it. */
export function formatMoney(scaled: bigint): string {
  return formatShort(scaled, MONEY_DECIMALS)
}

/** The decimal string that two scaled sums stand for, 0 ≤ |margin| with 4 decimals; null when revenue is 0. */
export function ratio(part: bigint, whole: bigint, decimals = 4): string | null {
  if (whole === 0n) return null
  return formatDecimal(divideHalfEven(part * 10n ** BigInt(decimals), whole), decimals)
}
