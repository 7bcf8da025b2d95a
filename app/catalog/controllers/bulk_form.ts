import type { HttpContext } from '@adonisjs/core/http'
import { DecimalError, parseDecimal, parseMoney } from '#core/decimal'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { isTicked, textField } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { AmbiguousNumber, plainDecimal } from '#core/typed_decimal'
import { PRICE_FIELDS, type BulkChange, type PriceChange } from '#catalog/bulk/bulk_change'
import { parseChange } from '#catalog/controllers/form'
import { ITEM_FORM } from '#catalog/controllers/item_form'
import { partResource } from '#catalog/resources/part'

const SET_FIELDS = ['category', 'supplier', 'minimum_stock', 'units'] as const
const PERCENT_DECIMALS = 4

/**
 * Reads what is to be done with many items: what is left empty stays as it is. Throws
 * {@link InvalidInput} with the messages of all fields.
 */
export async function readBulkForm(ctx: HttpContext): Promise<BulkChange> {
  const faults: FieldMessages = {}
  const change: BulkChange = {
    ...(await readFields(ctx, faults)),
    ...readClearings(ctx),
    ...readActive(ctx),
    ...readPrices(ctx, faults),
  }
  if (Object.keys(faults).length > 0) throw new InvalidInput(faults)
  if (Object.keys(change).length === 0)
    throw InvalidInput.whole(t('Fill in what is to be changed.'))
  return change
}

async function readFields(ctx: HttpContext, faults: FieldMessages): Promise<BulkChange> {
  const typed = SET_FIELDS.map((name) => [name, textField(ctx, name)]).filter(([, text]) => text)
  try {
    const shape = { ...ITEM_FORM, checkboxes: [], zeros: [] }
    const values = await parseChange(partResource, Object.fromEntries(typed), shape)
    const { category, supplier, units, minimum_stock: minimum } = values
    return withoutUndefined({ category, supplier, units, minimum_stock: minimum?.toString() })
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    Object.assign(faults, error.fields)
    return {}
  }
}

function readClearings(ctx: HttpContext): BulkChange {
  return {
    ...(isTicked(ctx, 'no_category') ? { category: null } : {}),
    ...(isTicked(ctx, 'no_supplier') ? { supplier: null } : {}),
  }
}

function readActive(ctx: HttpContext): BulkChange {
  const text = textField(ctx, 'active')
  return text === '1' || text === '0' ? { active: text === '1' } : {}
}

function readPrices(ctx: HttpContext, faults: FieldMessages): BulkChange {
  const prices: Partial<Record<string, PriceChange>> = {}
  for (const name of PRICE_FIELDS) {
    const text = textField(ctx, name)
    if (text === '') continue
    try {
      prices[name] = readPrice(textField(ctx, `${name}_by`), text)
    } catch (error) {
      if (!isBadNumber(error)) throw error
      faults[name] = [
        error instanceof DecimalError ? t('Enter a number, such as 12.50.') : error.message,
      ]
    }
  }
  return Object.keys(prices).length > 0 ? { prices } : {}
}

/** "Rises" and "falls by" tell the direction, so the number itself has no sign. */
function readPrice(by: string, text: string): PriceChange {
  const isPercent = by.endsWith('percent')
  const plain = plainDecimal(text.replace('%', ''))
  const amount = isPercent ? parseDecimal(plain, PERCENT_DECIMALS) : parseMoney(plain)
  if (amount < 0n) throw new AmbiguousNumber(t('Must be 0 or more.'))
  if (by === 'set' || by === '') return { by: 'set', value: amount.toString() }
  const value = by.startsWith('down') ? -amount : amount
  return { by: isPercent ? 'percent' : 'amount', value: value.toString() }
}

function isBadNumber(error: unknown): error is Error {
  return error instanceof DecimalError || error instanceof AmbiguousNumber
}

function withoutUndefined(values: BulkChange): BulkChange {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
