import type { HttpContext } from '@adonisjs/core/http'
import {
  DecimalError,
  MONEY_DECIMALS,
  parseDecimal,
  QUANTITY_DECIMALS,
  type DecimalFault,
} from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { parseDay, parseOccurredAt } from '#core/time'
import { findLocation, findPart, type Choice, type FoundChoice } from '#stock/queries/find_choice'

const FAULTS: Record<DecimalFault, string> = {
  'not a number': 'Enter a number, such as 12 or 12.5.',
  'too many decimals': 'This has more decimals than can be kept.',
  'too large': 'This is larger than can be kept.',
}
const LONGEST_NOTE = 1000

/** Reads the fields of a form of the stock pages and collects what is wrong with them. */
export class StockForm {
  #problems: Record<string, string[]> = {}

  constructor(private ctx: HttpContext) {}

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
    if (text.length > LONGEST_NOTE) this.refuse(name, `At most ${LONGEST_NOTE} characters.`)
    return text || null
  }

  quantity(name = 'quantity'): bigint {
    const quantity = this.decimal(name, QUANTITY_DECIMALS)
    if (quantity === undefined && !this.#problems[name]) this.refuse(name, 'Enter a quantity.')
    return quantity ?? 0n
  }

  /** A price that is not negative; undefined when the field is empty. */
  price(name: string): bigint | undefined {
    const price = this.decimal(name, MONEY_DECIMALS)
    return price !== undefined && price < 0n
      ? this.refuse(name, 'A price cannot be negative.')
      : price
  }

  decimal(name: string, decimals: number): bigint | undefined {
    const text = this.text(name).replaceAll(/[\s\u00A0]/g, '')
    if (text === '') return undefined
    try {
      return parseDecimal(text, decimals)
    } catch (error) {
      if (!(error instanceof DecimalError)) throw error
      return this.refuse(name, FAULTS[error.fault])
    }
  }

  /** The moment of a day; undefined when the field is empty: now. */
  moment(name = 'date'): string | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    return parseOccurredAt(text) ?? this.refuse(name, 'Enter a date, such as 2026-11-22.')
  }

  /** A day, or null for none. */
  day(name: string): string | null {
    const text = this.text(name)
    if (text === '') return null
    return parseDay(text) ?? this.refuse(name, 'Enter a date, such as 2026-11-22.') ?? null
  }

  async part(name = 'part'): Promise<Choice> {
    const text = this.text(name)
    return this.#chosen(name, text === '' ? 'none' : await findPart(text), 'item')
  }

  /** The place chosen; undefined when the field is empty. */
  async location(name = 'location'): Promise<Choice | undefined> {
    const text = this.text(name)
    return text === '' ? undefined : this.#chosen(name, await findLocation(text), 'location')
  }

  async requiredLocation(name = 'location'): Promise<Choice> {
    const place = await this.location(name)
    if (!place) this.refuse(name, 'Choose a location.')
    return place ?? { id: 0, text: '' }
  }

  /** Throws InvalidInput with all that was wrong. */
  check(): void {
    if (Object.keys(this.#problems).length > 0) throw new InvalidInput(this.#problems)
  }

  #chosen(name: string, found: FoundChoice, noun: string): Choice {
    if (found === 'none') this.refuse(name, `Choose the ${noun} from the list.`)
    if (found === 'several') {
      this.refuse(name, `More than one ${noun} is called that. Choose it from the list.`)
    }
    return typeof found === 'string' ? { id: 0, text: '' } : found
  }
}
