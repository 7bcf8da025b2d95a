import { parseDay, parseOccurredAt } from '#core/time'
import {
  type FieldOptions,
  type InputField,
  nullableSchema,
  nullChecked,
  refuse,
  type Related,
} from '#core/resource/field'
import { booleanText, dayText, integerText, momentText, stringText } from '#core/resource/json_text'

const TRUE_WORDS = new Set(['true', 't', 'yes', 'y', 'on', '1'])
const FALSE_WORDS = new Set(['false', 'f', 'no', 'n', 'off', '0'])
/** Ids are 32-bit integers in the database; a larger one cannot exist. */
export const LARGEST_ID = 4_294_967_295

type Nullable<Options> = Options & { nullable: true }

/** True, false, or undefined for what is neither; upper and lower case alike. */
export function readBoolean(raw: unknown): boolean | undefined {
  const word = String(raw).trim().toLowerCase()
  if (TRUE_WORDS.has(word)) return true
  return FALSE_WORDS.has(word) ? false : undefined
}

interface BooleanOptions extends FieldOptions {
  default: boolean
}

export function boolean(options: BooleanOptions): InputField<boolean> {
  return {
    type: 'boolean',
    options,
    schema: { type: 'boolean', default: options.default },
    fallback: options.default,
    encode: (name) => {
      const column = options.column ?? name
      return (row) => booleanText(row[column])
    },
    parse: (raw) => {
      if (raw === null || raw === undefined) refuse('This field may not be null.')
      const isScalar = typeof raw !== 'object'
      return (isScalar ? readBoolean(raw) : undefined) ?? refuse('Must be a valid boolean.')
    },
  }
}

interface MomentOptions extends FieldOptions {
  default?: string | null
}

/** A calendar day, YYYY-MM-DD. */
export function date(options: Nullable<MomentOptions>): InputField<string | null>
export function date(options: MomentOptions): InputField<string>
export function date(options: MomentOptions): InputField<string | null> {
  return {
    type: 'date',
    options,
    schema: nullableSchema(options, { type: 'string', format: 'date' }),
    fallback: options.default ?? null,
    encode: (name) => {
      const column = options.column ?? name
      return (row) => dayText(row[column])
    },
    parse: nullChecked(
      options,
      (raw) =>
        (typeof raw === 'string' ? parseDay(raw.trim()) : null) ??
        refuse('Date has wrong format. Use one of these formats instead: YYYY-MM-DD.')
    ),
  }
}

/** A moment, given as a date or a date with time; a date alone is now when it is today, else noon. */
export function datetime(options: Nullable<MomentOptions>): InputField<string | null>
export function datetime(options: MomentOptions): InputField<string>
export function datetime(options: MomentOptions): InputField<string | null> {
  return {
    type: 'datetime',
    options,
    schema: nullableSchema(options, { type: 'string', format: 'date-time' }),
    fallback: options.default ?? null,
    encode: (name) => {
      const column = options.column ?? name
      return (row) => momentText(row[column])
    },
    parse: nullChecked(
      options,
      (raw) =>
        (typeof raw === 'string' ? parseOccurredAt(raw) : null) ??
        refuse(
          'Datetime has wrong format. Use one of these formats instead: ' +
            'YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'
        )
    ),
  }
}

interface ChoiceOptions<Value> extends FieldOptions {
  choices: readonly { value: Value; label: string }[]
  default?: Value
}

/** One of a fixed list of values. */
export function choice<const Value extends string | number>(
  options: ChoiceOptions<Value>
): InputField<Value> {
  return {
    type: 'choice',
    options,
    schema: { enum: options.choices.map(({ value }) => value) },
    fallback: options.default,
    metadata: {
      choices: options.choices.map(({ value, label }) => ({ value, display_name: label })),
    },
    encode: (name) => {
      const column = options.column ?? name
      return (row) =>
        typeof row[column] === 'number' ? integerText(row[column]) : stringText(row[column])
    },
    parse: (raw) => {
      if (raw === null || raw === undefined) refuse('This field may not be null.')
      const given = typeof raw === 'object' ? '' : String(raw)
      const found = options.choices.find(({ value }) => String(value) === given)
      return found ? found.value : refuse(`"${given}" is not a valid choice.`)
    },
  }
}

/** The id of another object; that it exists is checked with all the input's other ids at once. */
export function related(
  options: Nullable<FieldOptions & { to: Related }>
): InputField<number | null>
export function related(options: FieldOptions & { to: Related }): InputField<number>
export function related(options: FieldOptions & { to: Related }): InputField<number | null> {
  return {
    type: 'related field',
    options,
    schema: nullableSchema(options, { type: 'integer', description: options.help }),
    fallback: options.nullable ? null : undefined,
    related: options.to,
    metadata: { model: options.to.model, api_url: options.to.apiUrl, pk_field: 'pk', filters: {} },
    encode: (name) => {
      const column = options.column ?? name
      return (row) => integerText(row[column])
    },
    // An empty text is what a form sends for "none".
    parse: (raw) => nullChecked(options, readId)(raw === '' ? null : raw),
  }
}

const PYTHON_TYPES: Record<string, string> = { string: 'str', boolean: 'bool', number: 'float' }

/** Reads an id; throws in DRF's words for what cannot be one. */
export function readId(raw: unknown): number {
  const value = typeof raw === 'string' ? raw.trim() : raw
  const isWhole = typeof value === 'string' ? /^-?\d+$/.test(value) : Number.isInteger(value)
  if (!isWhole) {
    const kind = Array.isArray(raw) ? 'list' : (PYTHON_TYPES[typeof raw] ?? 'dict')
    refuse(`Incorrect type. Expected pk value, received ${kind}.`)
  }
  const id = Number(value)
  if (id < 1 || id > LARGEST_ID) refuse(missingId(value))
  return id
}

export function missingId(id: unknown): string {
  return `Invalid pk "${String(id)}" - object does not exist.`
}

interface IdListOptions extends FieldOptions {
  /** The table whose rows the ids name; that they exist is checked by whoever writes them. */
  of: string
}

/** A list of ids, only ever written. Left out, it is undefined. */
export function idList(options: IdListOptions): InputField<number[] | undefined> {
  return {
    type: 'list',
    options,
    schema: {
      type: 'array',
      items: { type: 'integer' },
      writeOnly: true,
      description: options.help,
    },
    metadata: { child: { type: 'integer', required: true, read_only: false } },
    parse: (raw) => {
      const items = typeof raw === 'string' || typeof raw === 'number' ? [raw] : raw
      if (!Array.isArray(items)) refuse('Expected a list of items.')
      return items.map(readId)
    },
  }
}
