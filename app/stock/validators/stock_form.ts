import type { HttpContext } from '@adonisjs/core/http'
import {
  DecimalError,
  MONEY_DECIMALS,
  parseDecimal,
  QUANTITY_DECIMALS,
  type DecimalFault,
} from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { t, translatable } from '#core/i18n'
import { parseDay, parseOccurredAt } from '#core/time'
import { AmbiguousNumber, plainDecimal } from '#core/typed_decimal'
import { findLocation, findPart, type Choice, type FoundChoice } from '#stock/queries/find_choice'

const FAULTS: Record<DecimalFault, string> = {
  'not a number': translatable('Enter a number, such as 12 or 12.5.'),
  'too many decimals': translatable('This has more decimals than can be kept.'),
  'too large': translatable('This is larger than can be kept.'),
}
const LONGEST_NOTE = 1000
const ITEM_FAULTS = {
  none: translatable('Choose the item from the list.'),
  several: translatable('More than one item is called that. Choose it from the list.'),
}
const PLACE_FAULTS = {
  none: translatable('Choose the location from the list.'),
  several: translatable('More than one location is called that. Choose it from the list.'),
}

/** Reads the fields of a form of the stock pages and collects what is wrong with them. */
export class StockForm {
  #problems: Record<string, string[]> = {}

  constructor(private ctx: { request: Pick<HttpContext['request'], 'input'> }) {}

  /** Of fields that were sent together under one name. */
  static of(fields: Readonly<Record<string, unknown>>): StockForm {
    return new StockForm({ request: { input: (name: string) => fields[name] } })
  }

  /** What was typed, without blanks around it. */
  text(name: string): string {
    const value: unknown = this.ctx.request.input(name)
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
  }

  refuse(name: string, message: string): undefined {
    this.#problems[name] ??= [message]
    return undefined
  }

  note(name = 'note'): string | null {
    const text = this.text(name)
    if (text.length > LONGEST_NOTE) {
      this.refuse(name, t('At most {count} characters.', { count: LONGEST_NOTE }))
    }
    return text || null
  }

  quantity(name = 'quantity'): bigint {
    const quantity = this.decimal(name, QUANTITY_DECIMALS)
    if (quantity === undefined && !this.#problems[name]) {
      this.refuse(name, t('Enter a quantity.'))
    }
    return quantity ?? 0n
  }

  /** A price that is not negative; undefined when the field is empty. */
  price(name: string): bigint | undefined {
    const price = this.decimal(name, MONEY_DECIMALS)
    return price !== undefined && price < 0n
      ? this.refuse(name, t('A price cannot be negative.'))
      : price
  }

  decimal(name: string, decimals: number): bigint | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    try {
      return parseDecimal(plainDecimal(text), decimals)
    } catch (error) {
      if (error instanceof AmbiguousNumber) return this.refuse(name, error.message)
      if (!(error instanceof DecimalError)) throw error
      return this.refuse(name, t(FAULTS[error.fault]))
    }
  }

  /** The moment of a day; undefined when the field is empty: now. */
  moment(name = 'date'): string | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    return parseOccurredAt(text) ?? this.refuse(name, t('Enter a date, such as 2026-11-22.'))
  }

  /** A day, or null for none. */
  day(name: string): string | null {
    const text = this.text(name)
    if (text === '') return null
    return parseDay(text) ?? this.refuse(name, t('Enter a date, such as 2026-11-22.')) ?? null
  }

  async part(name = 'part'): Promise<Choice> {
    const text = this.text(name)
    return this.#chosen(name, text === '' ? 'none' : await findPart(text), ITEM_FAULTS)
  }

  /** The place chosen; undefined when the field is empty. */
  async location(name = 'location'): Promise<Choice | undefined> {
    const text = this.text(name)
    return text === '' ? undefined : this.#chosen(name, await findLocation(text), PLACE_FAULTS)
  }

  async requiredLocation(name = 'location'): Promise<Choice> {
    const place = await this.location(name)
    if (!place) this.refuse(name, t('Choose a location.'))
    return place ?? { id: 0, text: '' }
  }

  /** Throws InvalidInput with all that was wrong. */
  check(): void {
    if (Object.keys(this.#problems).length > 0) throw new InvalidInput(this.#problems)
  }

  #chosen(name: string, found: FoundChoice, faults: Record<'none' | 'several', string>): Choice {
    if (typeof found !== 'string') return found
    this.refuse(name, t(faults[found]))
    return { id: 0, text: '' }
  }
}
