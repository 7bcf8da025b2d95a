import { DateTime } from 'luxon'
import {
  DecimalError,
  formatShort,
  MONEY_DECIMALS,
  parseDecimal,
  QUANTITY_DECIMALS,
} from '#core/decimal'
import { t } from '#core/i18n'
import type { ImportChoices, ImportField } from '#core/import/kinds'
import { latestMoment, parseOccurredAt } from '#core/time'

/** Thrown by the readers of values: what was got, and what would be right. */
export class ValueFault extends Error {}

type Choices = Pick<ImportChoices, 'decimal' | 'dates'>

/** The value of a cell in the form that machines read. Throws {@link ValueFault}. */
export function readValue(text: string, field: ImportField, choices: Choices): string {
  if (field.type === 'quantity' || field.type === 'money')
    return readDecimal(text, field, choices.decimal)
  if (field.type === 'integer') return readInteger(text)
  if (field.type === 'moment') return readMoment(text, choices.dates)
  if (field.type === 'yes_no') return readYesNo(text)
  if (field.type === 'choice') return readChoice(text, field)
  if (field.type === 'email') return readEmail(text)
  return readText(text, field)
}

export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function readText(text: string, { maxLength = 250 }: ImportField): string {
  if (text.length <= maxLength) return text
  throw new ValueFault(
    t('This has {length, number} characters; at most {most, number} are kept.', {
      length: text.length,
      most: maxLength,
    })
  )
}

function readEmail(text: string): string {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 254) return text
  throw new ValueFault(t('“{got}” is no e-mail address.', { got: shortened(text) }))
}

const YES = new Set(['yes', 'y', 'true', '1', 'x', 'on', 'active', 'oui', 'vrai', 'actif', 'да'])
const NO = new Set(['no', 'n', 'false', '0', 'off', 'inactive', 'non', 'faux', 'inactif', 'нет'])

function readYesNo(text: string): string {
  const word = text.toLowerCase()
  if (YES.has(word)) return '1'
  if (NO.has(word)) return '0'
  throw new ValueFault(t('“{got}” is neither yes nor no.', { got: shortened(text) }))
}

function readChoice(text: string, { choices = {} }: ImportField): string {
  const word = text.toLowerCase()
  const found = Object.entries(choices).find(
    ([value, words]) => value === word || words.includes(word)
  )
  if (found) return found[0]
  const right = Object.values(choices)
    .map(([first]) => first)
    .join(', ')
  throw new ValueFault(
    t('“{got}” is not known here. Write one of: {right}.', { got: shortened(text), right })
  )
}

function readInteger(text: string): string {
  if (/^\d{1,9}$/.test(text)) return String(Number(text))
  throw new ValueFault(
    t('“{got}” is no whole number. Write for instance 14.', { got: shortened(text) })
  )
}

/** What a number's form tells of its decimal sign; "unclear" is "1,234" and "1.234". */
export type DecimalForm = 'plain' | 'point' | 'comma' | 'unclear' | 'none'

const BLANKS = /[\s\u00A0\u202F\u2009'’_]/g
const CURRENCY = /^(?:[A-Za-z]{3}|[$£€¥₽₸₹]|FRw|Fr\.?)|(?:[A-Za-z]{3}|[$£€¥₽₸₹]|FRw|Fr\.?)$/g

function bareNumber(text: string): string {
  const bare = text.replaceAll(BLANKS, '').replaceAll('−', '-')
  if (/^[+-]?[\d.,]+(?:e[+-]?\d+)?$/i.test(bare)) return bare
  return bare.replace(/^([+-]?)/, '').replaceAll(CURRENCY, '')
}

const FORMS: readonly [RegExp, DecimalForm][] = [
  [/^[+-]?\d+(?:e[+-]?\d+)?$/i, 'plain'],
  [/^[+-]?\d{1,3}(?:,\d{3})+\.\d+$/, 'point'],
  [/^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/, 'comma'],
  [/^[+-]?\d{1,3}(?:,\d{3}){2,}$/, 'point'],
  [/^[+-]?\d{1,3}(?:\.\d{3}){2,}$/, 'comma'],
  [/^[+-]?[1-9]\d{0,2}[.,]\d{3}$/, 'unclear'],
  [/^[+-]?\d*\.\d+(?:e[+-]?\d+)?$/i, 'point'],
  [/^[+-]?\d*,\d+$/, 'comma'],
]

export function decimalForm(text: string): DecimalForm {
  const bare = bareNumber(text)
  return FORMS.find(([pattern]) => pattern.test(bare))?.[1] ?? 'none'
}

function readDecimal(text: string, field: ImportField, decimal: Choices['decimal']): string {
  const bare = bareNumber(text)
  const form = decimalForm(text)
  const known = form === 'unclear' ? decimal : form
  if (known === '' || known === 'none') throw noNumber(text)
  const point = known === 'comma' ? bare.replaceAll('.', '').replace(',', '.') : bare
  const decimals = field.type === 'money' ? MONEY_DECIMALS : QUANTITY_DECIMALS
  const scaled = parseOrRefuse(point.replaceAll(',', ''), { text, decimals })
  refuseSmall(scaled, field)
  return formatShort(scaled, decimals, 0)
}

function parseOrRefuse(plain: string, { text, decimals }: { text: string; decimals: number }) {
  try {
    return parseDecimal(plain, decimals)
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error
    if (error.fault === 'not a number') throw noNumber(text)
    if (error.fault === 'too large') {
      throw new ValueFault(t('“{got}” is larger than can be kept.', { got: shortened(text) }))
    }
    throw new ValueFault(
      t('“{got}” has too many decimals; {most, number} are kept.', {
        got: shortened(text),
        most: decimals,
      })
    )
  }
}

function refuseSmall(scaled: bigint, { least }: ImportField): void {
  if (least === 'above zero' && scaled <= 0n)
    throw new ValueFault(t('This must be more than zero.'))
  if (least === 'zero' && scaled < 0n) throw new ValueFault(t('This cannot be below zero.'))
}

function noNumber(text: string): ValueFault {
  return new ValueFault(
    t('“{got}” is no number. Write for instance 12.5.', { got: shortened(text) })
  )
}

const DATE =
  /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ,]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** What a date's form tells of its order; "unclear" is "03/04/2026". */
export type DateForm = 'iso' | 'day' | 'month' | 'unclear' | 'none'

export function dateForm(text: string): DateForm {
  const match = DATE.exec(text)
  if (!match) return 'none'
  const [, first, second, third] = match
  if (first.length === 4) return 'iso'
  if (third.length !== 2 && third.length !== 4) return 'none'
  return orderOf(Number(first), Number(second), text)
}

function orderOf(first: number, second: number, text: string): DateForm {
  if (first > 12) return second > 12 ? 'none' : 'day'
  if (second > 12) return 'month'
  // Nobody writes the month first with points.
  return text.includes('.') || first === second ? 'day' : 'unclear'
}

function readMoment(text: string, dates: Choices['dates']): string {
  const form = dateForm(text)
  const order = form === 'unclear' ? dates : form
  const match = DATE.exec(text)
  if (!match || order === '' || order === 'none') throw noDate(text)
  const moment = parseOccurredAt(isoText(match, order))
  if (!moment || moment < '1970') throw noDate(text)
  if (moment > latestMoment()) {
    throw new ValueFault(t('“{got}” lies in the future.', { got: shortened(text) }))
  }
  return moment
}

function isoText(match: RegExpExecArray, order: string): string {
  const [, first, second, third, time = '', zone = ''] = match
  const [year, month, day] = ordered([first, second, third], order)
  const whole = year.length === 2 ? `20${year}` : year
  const text = `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!DateTime.fromISO(text).isValid) return ''
  const hours = /^\d:/.test(time) ? `0${time}` : time
  return time ? `${text}T${hours}${zone}` : text
}

function ordered([first, second, third]: string[], order: string): string[] {
  if (order === 'iso') return [first, second, third]
  return order === 'day' ? [third, second, first] : [third, first, second]
}

function noDate(text: string): ValueFault {
  return new ValueFault(
    t('“{got}” is no date. Write for instance 2026-03-31.', { got: shortened(text) })
  )
}
