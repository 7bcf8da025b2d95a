import { can, type Actor, type Right } from '#core/access'
import { type Field, labelOf } from '#core/resource/field'
import type { Resource } from '#core/resource/resource'

/** The requests that create or change, each with the right it needs. */
const ACTIONS: readonly { method: string; right: Right }[] = [
  { method: 'GET', right: 'view' },
  { method: 'POST', right: 'add' },
  { method: 'PUT', right: 'change' },
  { method: 'PATCH', right: 'change' },
  { method: 'DELETE', right: 'delete' },
]

const PARSED_TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
]

/** The answer to OPTIONS: every field as it is for each action that the user may do there. */
export function optionsOf(
  resource: Resource,
  { methods, actor, isList }: { methods: readonly string[]; actor: Actor; isList: boolean }
) {
  const fields = Object.fromEntries(
    Object.entries(resource.fields)
      .filter(([, field]) => !(isList && field.expansion))
      .map(([name, field]) => [name, fieldMetadata(name, field)])
  )
  const allowed = ACTIONS.filter(
    ({ method, right }) => methods.includes(method) && can(actor, resource.area, right)
  )
  return {
    name: isList ? `${resource.label} List` : `${resource.label} Detail`,
    description: isList
      ? `List of ${resource.label} objects; a new one is made by POST.`
      : `One ${resource.label} object.`,
    renders: ['application/json'],
    parses: PARSED_TYPES,
    model: resource.model,
    actions: Object.fromEntries(allowed.map(({ method }) => [method, fields])),
  }
}

function fieldMetadata(name: string, field: Field) {
  const isReadOnly = !field.parse
  const fallback = toJsonValue(field.fallback)
  return {
    type: field.type,
    required: Boolean(field.options.required),
    read_only: isReadOnly,
    label: labelOf(name, field),
    ...(field.options.help ? { help_text: field.options.help } : {}),
    ...field.metadata,
    allow_null: Boolean(field.options.nullable),
    ...(isReadOnly || field.options.required || fallback === undefined
      ? {}
      : { default: fallback }),
  }
}

function toJsonValue(value: Field['fallback']) {
  return typeof value === 'bigint' ? Number(value) : value
}
