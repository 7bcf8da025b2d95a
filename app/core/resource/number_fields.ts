import {
  DecimalError,
  formatShort,
  LARGEST_STORABLE,
  MONEY_DECIMALS,
  parseDecimal,
  QUANTITY_DECIMALS,
} from '#core/decimal'
import {
  type FieldOptions,
  type InputField,
  nullableSchema,
  nullChecked,
  refuse,
} from '#core/resource/field'
import { decimalText, integerText } from '#core/resource/json_text'

const NUMBER = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/
const LONGEST_NUMBER = 1000
const LARGEST_INTEGER = 2_147_483_647
const INVALID_NUMBER = 'A valid number is required.'

interface DecimalOptions extends FieldOptions {
  /** The decimals that are kept: 5 for quantities, 6 for money. */
  decimals: number
  maxDigits: number
  min?: bigint
  max?: bigint
  default?: bigint | null
  /** What OPTIONS calls it; InvenTree has "float" for some of its decimals. */
  type?: string
}
type Nullable<Options> = Options & { nullable: true }

/** An exact decimal, as a scaled integer (#core/decimal). */
export function decimal(options: Nullable<DecimalOptions>): InputField<bigint | null>
export function decimal(options: DecimalOptions): InputField<bigint>
export function decimal(options: DecimalOptions): InputField<bigint | null> {
  const { decimals, maxDigits } = options
  return {
    type: options.type ?? 'decimal',
    options,
    schema: nullableSchema(options, {
      type: 'number',
      ...(options.min === undefined ? {} : { minimum: Number(options.min) / 10 ** decimals }),
      description: options.help,
    }),
    fallback: 'default' in options ? options.default : options.nullable ? null : 0n,
    metadata: { max_digits: maxDigits, decimal_places: decimals },
    encode: (name) => {
      const column = options.column ?? name
      return (row) => decimalText(row[column], decimals)
    },
    parse: nullChecked(options, (raw) => readDecimal(raw, options)),
  }
}

type Preset = Omit<DecimalOptions, 'decimals' | 'maxDigits'>

/** A quantity: 15 digits, 5 of them decimals, 0 or more unless `min` says otherwise. */
export function quantity(options: Nullable<Preset>): InputField<bigint | null>
export function quantity(options: Preset): InputField<bigint>
export function quantity(options: Preset): InputField<bigint | null> {
  return decimal({ min: 0n, ...options, decimals: QUANTITY_DECIMALS, maxDigits: 15 })
}

/** An amount of money: 6 decimals, 0 or more unless `min` says otherwise. */
export function money(options: Nullable<Preset>): InputField<bigint | null>
export function money(options: Preset): InputField<bigint>
export function money(options: Preset): InputField<bigint | null> {
  return decimal({ min: 0n, ...options, decimals: MONEY_DECIMALS, maxDigits: 19 })
}

interface IntegerOptions extends FieldOptions {
  min?: number
  max?: number
  default?: number | null
}

export function integer(options: Nullable<IntegerOptions>): InputField<number | null>
export function integer(options: IntegerOptions): InputField<number>
export function integer(options: IntegerOptions): InputField<number | null> {
  const { min = 0, max = LARGEST_INTEGER } = options
  return {
    type: 'integer',
    options,
    schema: nullableSchema(options, { type: 'integer', minimum: min, maximum: max }),
    fallback: 'default' in options ? options.default : options.nullable ? null : 0,
    metadata: { min_value: min, max_value: max },
    encode: (name) => {
      const column = options.column ?? name
      return (row) => integerText(row[column])
    },
    parse: nullChecked(options, (raw) => readInteger(raw, min, max)),
  }
}

/** Reads a decimal with DRF's checks and words; `raw` is a number, or the digits as text. */
export function readDecimal(
  raw: unknown,
  limits: Pick<DecimalOptions, 'decimals' | 'maxDigits' | 'min' | 'max'>
): bigint {
  const value = numberText(raw)
  checkPrecision(value, limits)
  const scaled = toScaledInteger(value, limits.decimals)
  const { min, max = LARGEST_STORABLE } = limits
  const show = (limit: bigint) => formatShort(limit, limits.decimals, 0)
  if (scaled > max) refuse(`Ensure this value is less than or equal to ${show(max)}.`)
  if (min !== undefined && scaled < min) {
    refuse(`Ensure this value is greater than or equal to ${show(min)}.`)
  }
  return scaled
}

function numberText(raw: unknown): string {
  if (typeof raw !== 'string' && typeof raw !== 'number') refuse(INVALID_NUMBER)
  const value = String(raw).trim()
  if (value.length > LONGEST_NUMBER) refuse('String value too large.')
  return value
}

function checkPrecision(
  value: string,
  { decimals, maxDigits }: { decimals: number; maxDigits: number }
): void {
  const match = NUMBER.exec(value)
  if (!match || (match[1] === '' && !match[2])) refuse(INVALID_NUMBER)
  const { total, places } = countDigits(match)
  if (total > maxDigits) refuse(`Ensure that there are no more than ${maxDigits} digits in total.`)
  if (places > decimals) refuse(`Ensure that there are no more than ${decimals} decimal places.`)
  const whole = maxDigits - decimals
  if (total - places > whole) {
    refuse(`Ensure that there are no more than ${whole} digits before the decimal point.`)
  }
}

/** The digits a number has when it is written without an exponent, and those after its point. */
function countDigits([, before, after = '', exponentText = '0']: RegExpExecArray) {
  const exponent = Number(exponentText)
  const digits = `${before}${after}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '').length
  if (significant === 0) return { total: 0, places: 0 }
  const places = Math.max(0, after.length - exponent - (digits.length - significant))
  const whole = Math.max(0, digits.length - after.length + exponent)
  return { total: whole + places, places }
}

function toScaledInteger(value: string, decimals: number): bigint {
  try {
    return parseDecimal(value, decimals)
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error
    if (error.fault === 'not a number') refuse(INVALID_NUMBER)
    const largest = formatShort(LARGEST_STORABLE, decimals, 0)
    const isNegative = value.startsWith('-')
    refuse(
      `Ensure this value is ${isNegative ? 'greater than or equal to -' : 'less than or equal to '}${largest}.`
    )
  }
}

/** Reads a whole number with DRF's checks and words. */
export function readInteger(raw: unknown, min: number, max: number): number {
  const value = typeof raw === 'number' || typeof raw === 'string' ? String(raw).trim() : ''
  if (value.length > LONGEST_NUMBER) refuse('String value too large.')
  if (!/^[+-]?\d+(?:\.0*)?$/.test(value)) refuse('A valid integer is required.')
  const number = Number(value)
  if (number > max) refuse(`Ensure this value is less than or equal to ${max}.`)
  if (number < min) refuse(`Ensure this value is greater than or equal to ${min}.`)
  return number
}
