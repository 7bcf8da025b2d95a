import {
  type FieldOptions,
  type InputField,
  type JsonSchema,
  nullableSchema,
  nullChecked,
  refuse,
} from '#core/resource/field'
import { stringText } from '#core/resource/json_text'
import { setting } from '#core/setting_values'

const HTML_TAG = /<[a-z/!][^>]*>/i
const WEB_ADDRESS = /^(?:https?|ftps?):\/\/[^\s/?#]+\.?[^\s]*$/i
const EMAIL = /^[^\s@"<>()]+@[^\s@"<>()]+\.[^\s@"<>()]+$/
const LONGEST_WEB_ADDRESS = 2000
const LONGEST_EMAIL = 254

interface TextOptions extends FieldOptions {
  /** Characters; without it the text is as long as a request may be. */
  maxLength?: number
  /** False refuses an empty text. A required text may not be blank unless this is true. */
  blank?: boolean
  default?: string | null
}
type Nullable<Options> = Options & { nullable: true }

/** A text: trimmed, without HTML tags. */
export function text(options: Nullable<TextOptions>): InputField<string | null>
export function text(options: TextOptions): InputField<string>
export function text(options: TextOptions): InputField<string | null> {
  return textField(options, { type: 'string' })
}

/** A web address (http, https, ftp). */
export function url(options: Nullable<TextOptions>): InputField<string | null>
export function url(options: TextOptions): InputField<string>
export function url(options: TextOptions): InputField<string | null> {
  const check = (value: string) => isWebAddress(value) || refuse('Enter a valid URL.')
  const limited = { maxLength: LONGEST_WEB_ADDRESS, ...options }
  return textField(limited, { type: 'url', check, schema: { format: 'uri' } })
}

/** An e-mail address. */
export function email(options: Nullable<TextOptions>): InputField<string | null>
export function email(options: TextOptions): InputField<string>
export function email(options: TextOptions): InputField<string | null> {
  const check = (value: string) => EMAIL.test(value) || refuse('Enter a valid email address.')
  const limited = { maxLength: LONGEST_EMAIL, ...options }
  return textField(limited, { type: 'email', check, schema: { format: 'email' } })
}

/** A text that is only ever written, such as a password: kept as it comes, never read back. */
export function secret(options: TextOptions & { required: true }): InputField<string>
export function secret(options: TextOptions): InputField<string | undefined>
export function secret(options: TextOptions): InputField<string | undefined> {
  const parse = (raw: unknown) =>
    typeof raw === 'string' && raw !== '' ? raw : refuse('This field may not be blank.')
  return { type: 'string', options, schema: { type: 'string', writeOnly: true }, parse }
}

/** Three capital letters that name a currency; the company's when none is given. */
export function currencyCode(options: TextOptions): InputField<string> {
  const known = new Set(Intl.supportedValuesOf('currency'))
  const check = (value: string) => known.has(value) || refuse(`"${value}" is not a valid choice.`)
  const field = textField({ maxLength: 3, ...options }, { type: 'string', check })
  return {
    ...field,
    // Read when it is needed: the company's currency can be changed while the server runs.
    get fallback() {
      return setting('company_currency')
    },
    parse: (raw) => field.parse(raw) ?? '',
  }
}

interface TextKind {
  type: string
  check?: (value: string) => unknown
  schema?: JsonSchema
}

function textField(
  options: TextOptions,
  { type, check, schema }: TextKind
): InputField<string | null> {
  const blank = options.blank ?? !options.required
  return {
    type,
    options,
    schema: nullableSchema(options, { type: 'string', maxLength: options.maxLength, ...schema }),
    fallback: 'default' in options ? options.default : options.nullable ? null : '',
    metadata: { max_length: options.maxLength, allow_blank: blank },
    encode: (name) => {
      const column = options.column ?? name
      return (row) => stringText(row[column])
    },
    parse: nullChecked(options, (raw) => {
      const value = readText(raw, options.maxLength)
      if (value === '' && !blank) refuse('This field may not be blank.')
      if (value !== '') check?.(value)
      return value
    }),
  }
}

/** Reads a text as DRF does: numbers count as their digits, anything else is refused. */
export function readText(raw: unknown, maxLength = Number.POSITIVE_INFINITY): string {
  if (typeof raw !== 'string' && typeof raw !== 'number') refuse('Not a valid string.')
  const value = String(raw).trim()
  checkCharacters(value)
  if (value.length > maxLength && Array.from(value).length > maxLength) {
    refuse(`Ensure this field has no more than ${maxLength} characters.`)
  }
  return value
}

function checkCharacters(value: string): void {
  if (!value.isWellFormed()) refuse('Not a valid string.')
  if (value.includes('\0')) refuse('Null characters are not allowed.')
  if (HTML_TAG.test(value)) refuse('Remove HTML tags from this value')
}

function isWebAddress(value: string): boolean {
  return WEB_ADDRESS.test(value) && URL.canParse(value)
}
