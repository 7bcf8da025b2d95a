import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Actor } from '#core/access'
import type { Row } from '#core/sql'

/** What was wrong with the value of one field, in the words InvenTree's clients know. */
export class FieldFault extends Error {
  constructor(public messages: string[]) {
    super(messages[0])
  }
}

export function refuse(message: string): never {
  throw new FieldFault([message])
}

/** Writes the JSON text of a field's value, from a row of the database. */
export type Encoder = (row: Row) => string

export type JsonSchema = Record<string, unknown>

/** What a description says of every field. */
export interface FieldOptions {
  label?: string
  help?: string
  /** The column of the resource's table; the field's own name when left out. */
  column?: string
  required?: boolean
  nullable?: boolean
  /** Left out of lists: only the single object has it. */
  detailOnly?: boolean
}

/** The value an object gets when its creator says nothing about the field. */
export type Fallback = string | number | bigint | boolean | null

export interface Related {
  table: string
  /** The model's name in OPTIONS, such as "partcategory". */
  model: string
  apiUrl: string
}

export interface Field {
  /** The type OPTIONS names: "string", "decimal", "related field" … */
  readonly type: string
  readonly options: FieldOptions
  readonly schema: JsonSchema
  /** The columns it is made from when it is not its own: by name, or "other.name as alias" for joined ones. */
  readonly select?: readonly string[]
  /** Undefined for a field that is only written. */
  readonly encode?: (name: string) => Encoder
  /** Always the same JSON text, whatever the row. */
  readonly constant?: string
  /** The key itself is left out when the encoder gives an empty text. */
  readonly omitsEmpty?: boolean
  readonly parse?: (raw: unknown) => unknown
  readonly fallback?: Fallback
  readonly related?: Related
  readonly metadata?: Record<string, unknown>
  readonly expansion?: Expansion
}

/** A field that clients may set; `Value` is what parsing gives. */
export interface InputField<Value> extends Field {
  readonly parse: (raw: unknown) => Value
}

/** A nested object or list that is only there when `?{on}=true` asks for it. */
export interface Expansion {
  on: string
  byDefault: boolean
  /** Gives the JSON text for each row, in order. */
  load: (rows: Row[], context: ReadContext) => Promise<string[]>
}

/** For whom rows are read, and on which connection. */
export interface ReadContext {
  actor: Actor
  client: QueryClientContract
}

export function columnOf(name: string, field: Field): string {
  return field.options.column ?? name
}

export function labelOf(name: string, field: Field): string {
  if (field.options.label) return field.options.label
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Puts the null check, the same for all fields, before a field's own parsing. */
export function nullChecked<Value>(
  options: FieldOptions,
  parse: (raw: unknown) => Value
): (raw: unknown) => Value | null {
  return (raw) => {
    if (raw !== null && raw !== undefined) return parse(raw)
    return options.nullable ? null : refuse('This field may not be null.')
  }
}

export function nullableSchema(options: FieldOptions, schema: JsonSchema): JsonSchema {
  return options.nullable ? { ...schema, type: [schema.type, 'null'] } : schema
}
