import { t } from '#core/i18n'
import type { Mapping } from '#core/import/guess_columns'
import type { ImportChoices, ImportKind, RowMessages, RowValues } from '#core/import/kinds'
import { readValue, ValueFault } from '#core/import/read_value'

export interface RowText {
  cells: readonly string[]
  typed: Readonly<Record<string, string>>
}

export interface RowReading {
  kind: ImportKind
  mapping: Mapping
  choices: ImportChoices
}

/** The text a row has for a field: typed in, else of its column, else the same for all. */
export function textOf(row: RowText, key: string, { mapping, choices }: RowReading): string {
  const typed = row.typed[key]
  if (typed !== undefined) return typed
  const column = mapping[key]
  const cell = column === undefined ? '' : (row.cells[column] ?? '')
  return cell === '' ? (choices.defaults[key] ?? '') : cell
}

export interface ReadRow {
  values: RowValues
  /** What is wrong with single fields. */
  messages: RowMessages
}

/** Reads all fields of a row; fields that are empty or wrong have no value. */
export function readRow(row: RowText, reading: RowReading): ReadRow {
  const values: Record<string, string> = {}
  const messages: RowMessages = {}
  for (const field of reading.kind.fields) {
    const text = textOf(row, field.key, reading)
    if (text === '') {
      if (field.required) messages[field.key] = t('This is missing.')
      continue
    }
    try {
      values[field.key] = readValue(text, field, reading.choices)
    } catch (error) {
      if (!(error instanceof ValueFault)) throw error
      messages[field.key] = error.message
    }
  }
  return { values, messages }
}

/** The fields that any row could have a value for. */
export function givenFields({ kind, mapping, choices }: RowReading): Set<string> {
  const keys = kind.fields.map(({ key }) => key)
  return new Set(keys.filter((key) => key in mapping || choices.defaults[key]))
}
