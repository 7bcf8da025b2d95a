import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { InvalidInput } from '#core/exceptions'
import type { Binding } from '#core/sql'
import { columnOf, type Field, FieldFault } from '#core/resource/field'
import { missingId } from '#core/resource/plain_fields'
import type { Fields, InputOf, Resource } from '#core/resource/resource'

interface ParseOptions {
  /** Only what is there is read: what is left out stays as it is. */
  partial?: boolean
  /** Even of a partial input the required fields must be there, as PUT demands. */
  isWhole?: boolean
  /** The connection that looks up ids; inside a transaction it must be the transaction's. */
  client?: QueryClientContract
  /** A form's check boxes: one that is missing is off. Empty texts of a form count as left out. */
  checkboxes?: readonly string[]
}

type Raw = Readonly<Record<string, unknown>>

/**
 * Reads what a client or a form sent as the typed values of the resource's writable fields; unknown
 * and read-only ones are ignored. Throws {@link InvalidInput} with the messages of all fields at once.
 */
export async function parseInput<R extends Resource>(
  resource: R,
  raw: object,
  options?: ParseOptions & { partial?: false }
): Promise<InputOf<R>>
export async function parseInput<R extends Resource>(
  resource: R,
  raw: object,
  options: ParseOptions & { partial: boolean }
): Promise<Partial<InputOf<R>>>
export async function parseInput(resource: Resource, raw: object, options: ParseOptions = {}) {
  return parseFields(resource.fields, raw, options)
}

/** As {@link parseInput}, for a set of fields that is no resource of its own. */
export async function parseFields<F extends Fields>(
  fields: F,
  raw: object,
  options?: ParseOptions & { partial?: false }
): Promise<InputOf<Resource<F>>>
export async function parseFields<F extends Fields>(
  fields: F,
  raw: object,
  options: ParseOptions & { partial: true }
): Promise<Partial<InputOf<Resource<F>>>>
export async function parseFields(
  fields: Fields,
  raw: object,
  options: ParseOptions
): Promise<object>
export async function parseFields(
  fields: Fields,
  raw: object,
  options: ParseOptions = {}
): Promise<object> {
  const { values, faults } = readFields(fields, raw as Raw, options)
  await checkRelated(fields, values, { faults, client: options.client ?? db.connection() })
  if (Object.keys(faults).length > 0) throw new InvalidInput(inFieldOrder(fields, faults))
  return Object.fromEntries(values)
}

function readFields(fields: Fields, raw: Raw, options: ParseOptions) {
  const values = new Map<string, unknown>()
  const faults: Record<string, string[]> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!field.parse) continue
    try {
      const value = readField(field, givenValue(name, field, { raw, options }), options)
      if (value !== undefined) values.set(name, value)
    } catch (error) {
      if (!(error instanceof FieldFault)) throw error
      faults[name] = error.messages
    }
  }
  return { values, faults }
}

/** Undefined when the field stays as it is. */
function readField(field: Field, given: unknown, options: ParseOptions): unknown {
  if (given !== undefined) return field.parse?.(given)
  const mustBeThere = options.isWhole || !options.partial
  if (field.options.required && mustBeThere) throw new FieldFault(['This field is required.'])
  return options.partial ? undefined : field.fallback
}

function givenValue(
  name: string,
  field: Field,
  { raw, options }: { raw: Raw; options: ParseOptions }
): unknown {
  const given = Object.hasOwn(raw, name) ? raw[name] : undefined
  if (!options.checkboxes) return given
  if (given === undefined) return options.checkboxes.includes(name) ? 'false' : undefined
  // A hidden "false" may stand before a check box: the last value is the one that counts.
  const value = Array.isArray(given) ? given.at(-1) : given
  return value === '' && !TEXT_TYPES.has(field.type) ? emptyValue(field) : value
}

const TEXT_TYPES = new Set(['string', 'url', 'email'])

/** What an empty text of a form means for a number, a date or a choice. */
function emptyValue(field: Field): null | undefined {
  return field.options.nullable ? null : undefined
}

async function checkRelated(
  fields: Fields,
  values: ReadonlyMap<string, unknown>,
  { faults, client }: { faults: Record<string, string[]>; client: QueryClientContract }
): Promise<void> {
  for (const [name, id] of values) {
    const target = fields[name].related
    if (!target || id === null) continue
    const found = await client.from(target.table).where('id', Number(id)).select('id').first()
    if (!found) faults[name] = [missingId(id)]
  }
}

function inFieldOrder(fields: Fields, faults: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.keys(fields)
      .filter((name) => Object.hasOwn(faults, name))
      .map((name) => [name, faults[name]])
  )
}

/** The parsed values under the names of the table's columns, ready to be written. */
export function toColumns(resource: Resource, values: object): Record<string, Binding> {
  const columns: Record<string, Binding> = {}
  for (const [name, value] of Object.entries(values)) {
    const field = resource.fields[name]
    if (field && value !== undefined) columns[columnOf(name, field)] = toBinding(value)
  }
  return columns
}

function toBinding(value: unknown): Binding {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  return null
}
