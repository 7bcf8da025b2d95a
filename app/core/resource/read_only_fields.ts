import type { Row } from '#core/sql'
import type {
  Encoder,
  Expansion,
  Field,
  FieldOptions,
  InputField,
  JsonSchema,
} from '#core/resource/field'
import { integerText } from '#core/resource/json_text'

interface ComputedOptions extends FieldOptions {
  type?: string
  schema?: JsonSchema
  /** Columns the encoder needs beside those of other fields; "table.column as name" for joined ones. */
  select?: readonly string[]
  encode: Encoder
  /** Leave the key out when the encoder gives an empty text. */
  omitsEmpty?: boolean
}

/** A value the server works out from the row. */
export function computed({
  encode,
  type,
  schema,
  select,
  omitsEmpty,
  ...options
}: ComputedOptions): Field {
  return {
    type: type ?? 'field',
    options,
    schema: { ...schema, readOnly: true },
    select: select ?? [],
    encode: () => encode,
    omitsEmpty,
  }
}

/** A field that clients see but cannot set: any other field, made read-only. */
export function readOnly(field: InputField<unknown>): Field {
  const { type, options, schema, select, encode } = field
  return { type, options, schema: { ...schema, readOnly: true }, select, encode }
}

/** The id of the object. */
export function primaryKey(): Field {
  return {
    type: 'integer',
    options: { label: 'ID', column: 'id' },
    schema: { type: 'integer', readOnly: true },
    select: ['id'],
    encode: () => (row) => integerText(row.id),
  }
}

/** What this product has one fixed value for; clients of InvenTree expect the key. */
export function constant(
  value: string | number | boolean | object | null,
  options: FieldOptions = {}
): Field {
  return {
    type: 'field',
    options,
    schema: { const: value, readOnly: true },
    select: [],
    constant: JSON.stringify(value),
  }
}

/** A sum that is always 0 here: InvenTree counts builds and variants in it. */
export function zeroSum(label: string): Field {
  return {
    type: 'float',
    options: { label },
    schema: { const: 0, readOnly: true },
    select: [],
    constant: '0.0',
  }
}

/** A nested object or list on request: `?{on}=true`. */
export function expansion({
  on,
  byDefault = false,
  load,
  schema,
}: {
  on: string
  byDefault?: boolean
  load: Expansion['load']
  schema?: JsonSchema
}): Field {
  return {
    type: 'nested object',
    options: {},
    schema: { type: ['object', 'array', 'null'], ...schema, readOnly: true },
    select: [],
    encode: (name) => {
      const key = expansionKey(name)
      return (row) => String(row[key])
    },
    expansion: { on, byDefault, load },
  }
}

/** Where a row keeps the JSON text of its expansion. */
export function expansionKey(name: string): string {
  return `expanded:${name}`
}

/** The ids that a column of the rows names, each once. */
export function idsIn(rows: readonly Row[], column: string): number[] {
  const ids = new Set<number>()
  for (const row of rows)
    if (row[column] !== null && row[column] !== undefined) ids.add(Number(row[column]))
  return [...ids]
}
