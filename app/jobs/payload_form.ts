import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Job } from '#jobs/job'

export interface PayloadField {
  name: string
  kind: 'text' | 'number' | 'choice' | 'tick' | 'json'
  isRequired: boolean
  choices: string[]
}

interface PropertySchema {
  type?: string | string[]
  enum?: unknown[]
}

interface Describing {
  toJSONSchema(): { properties?: Record<string, PropertySchema>; required?: string[] }
}

/** The fields of a form for a job's payload, by its validator's own schema. */
export function payloadFields({ payload }: Job): PayloadField[] {
  if (!('toJSONSchema' in payload)) return []
  const { properties = {}, required = [] } = (payload as unknown as Describing).toJSONSchema()
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: kindOf(schema),
    isRequired: required.includes(name),
    choices: (schema.enum ?? []).map(String),
  }))
}

/** The payload that a form's texts mean; its validator checks it afterwards. Throws InvalidInput. */
export function readPayload(job: Job, textOf: (name: string) => string): object {
  const entries = payloadFields(job).flatMap((field) => {
    const text = textOf(`payload.${field.name}`)
    if (text === '' && field.kind !== 'tick') return []
    return [[field.name, valueOf(field, text)]]
  })
  return Object.fromEntries(entries)
}

/** A payload typed as JSON. Throws InvalidInput for what is no object. */
export function parsePayload(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // Told below, as for what is no object.
  }
  throw InvalidInput.field(
    'payload',
    t('This is no JSON object. Example: {example}', { example: '{"projection": "stock_figures"}' })
  )
}

function kindOf({ type, enum: choices }: PropertySchema): PayloadField['kind'] {
  if (choices) return choices.includes(true) ? 'tick' : 'choice'
  if (type === 'boolean') return 'tick'
  if (type === 'number' || type === 'integer') return 'number'
  return type === 'string' ? 'text' : 'json'
}

function valueOf({ name, kind }: PayloadField, text: string): unknown {
  if (kind === 'tick') return text === '1'
  if (kind === 'number') return Number(text)
  if (kind !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    throw InvalidInput.field(`payload.${name}`, t('This is no JSON.'))
  }
}
