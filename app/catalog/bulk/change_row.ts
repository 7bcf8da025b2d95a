import type { Actor } from '#core/access'
import { toScaledOrNull } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { translatable } from '#core/i18n'
import type { Row } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'
import type { PartValues } from '#catalog/actions/create_part'
import { updatePart } from '#catalog/actions/update_part'
import {
  BULK_COLUMNS,
  changedPrice,
  PRICE_FIELDS,
  RowRefused,
  type BulkChange,
  type FieldChanges,
} from '#catalog/bulk/bulk_change'

export type RowOutcome =
  | { state: 'changed'; changes: FieldChanges }
  | { state: 'unchanged' }
  | { state: 'refused'; refusal: string }

interface RowTask {
  partId: number
  actor: Actor
  /** The values that the row, as it is, is to get. */
  valuesOf: (row: Row) => Partial<PartValues>
}

/** Changes one item of many, by the same action as its form; a refusal is an outcome, not an error. */
export async function changeRow(
  unit: UnitOfWork,
  { partId, actor, valuesOf }: RowTask
): Promise<RowOutcome> {
  try {
    const row = await readRow(unit, partId)
    const values = valuesOf(row)
    await updatePart({ id: partId, values }, actor, unit)
    const changes = changesBetween(row, await readRow(unit, partId), Object.keys(values))
    return Object.keys(changes).length > 0 ? { state: 'changed', changes } : { state: 'unchanged' }
  } catch (error) {
    if (error instanceof RowRefused) return { state: 'refused', refusal: error.message }
    if (!(error instanceof InvalidInput)) throw error
    return { state: 'refused', refusal: Object.values(error.fields).flat(2).map(String).join(' ') }
  }
}

/** The values that a bulk change gives an item. */
export function valuesFor(change: BulkChange, row: Row): Partial<PartValues> {
  const { prices = {}, minimum_stock: minimum, ...values } = change
  const priceValues = PRICE_FIELDS.flatMap((field) => {
    const priceChange = prices[field]
    return priceChange ? [[field, changedPrice(toScaledOrNull(row[field]), priceChange)]] : []
  })
  return {
    ...values,
    ...(minimum === undefined ? {} : { minimum_stock: BigInt(minimum) }),
    ...Object.fromEntries(priceValues),
  }
}

/** The values that take a change of this item back; refused when it was changed again since. */
export function valuesBefore(changes: FieldChanges, row: Row): Partial<PartValues> {
  for (const [field, [, after]] of Object.entries(changes)) {
    if (textOf(row[BULK_COLUMNS[field]]) !== after)
      throw new RowRefused(translatable('It was changed again since.'))
  }
  return Object.fromEntries(
    Object.entries(changes).map(([field, [before]]) => [field, valueOf(field, before)])
  )
}

async function readRow({ trx }: UnitOfWork, partId: number): Promise<Row> {
  const row: Row | null = await trx.from('parts').where('id', partId).first()
  if (!row) throw new RowRefused(translatable('It no longer exists.'))
  return row
}

function changesBetween(before: Row, after: Row, fields: readonly string[]): FieldChanges {
  const changes: FieldChanges = {}
  for (const field of fields) {
    const [old, current] = [before, after].map((row) => textOf(row[BULK_COLUMNS[field]]))
    if (old !== current) changes[field] = [old, current]
  }
  return changes
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

function valueOf(field: string, text: string | null): unknown {
  if (text === null || field === 'units') return text
  if (field === 'active') return text === '1'
  return field === 'category' || field === 'supplier' ? Number(text) : BigInt(text)
}
