import { type Field, type JsonSchema, labelOf } from '#core/resource/field'
import { allResources, type Filter, type Resource } from '#core/resource/resource'

const SCHEMAS = '#/components/schemas/'

/** One object of the resource as the API answers it. */
export function objectSchema(resource: Resource): JsonSchema {
  return { $ref: `${SCHEMAS}${schemaName(resource)}` }
}

/** The class name; a shorter form of the same objects has its model's name added. */
function schemaName({ model, title }: Resource): string {
  return model === title.toLowerCase() ? title : `${title}.${model}`
}

/** What a client may send to make or change an object of the resource. */
export function inputSchema(resource: Resource): JsonSchema {
  return { $ref: `${SCHEMAS}${schemaName(resource)}Input` }
}

/** A list: a bare array without `limit`, a page with it. */
export function listSchema(resource: Resource): JsonSchema {
  const items = objectSchema(resource)
  return { oneOf: [{ type: 'array', items }, pageSchema(items)] }
}

export function pageSchema(items: JsonSchema): JsonSchema {
  return {
    type: 'object',
    required: ['count', 'next', 'previous', 'results'],
    properties: {
      count: { type: 'integer' },
      next: { type: ['string', 'null'], format: 'uri' },
      previous: { type: ['string', 'null'], format: 'uri' },
      results: { type: 'array', items },
    },
  }
}

/** The schemas of all resources, for the document's components. */
export function resourceSchemas(): Record<string, JsonSchema> {
  return Object.fromEntries(
    allResources().flatMap((resource) => [
      [schemaName(resource), answerSchema(resource)],
      [`${schemaName(resource)}Input`, fieldsSchema(resource.fields)],
    ])
  )
}

function answerSchema({ fields }: Resource): JsonSchema {
  const shown = Object.entries(fields).filter(
    ([, field]) => field.encode || field.constant !== undefined
  )
  return {
    type: 'object',
    properties: Object.fromEntries(
      shown.map(([name, field]) => [name, propertySchema(name, field)])
    ),
  }
}

/** The fields of a body that can be written. */
export function fieldsSchema(fields: Readonly<Record<string, Field>>): JsonSchema {
  const written = Object.entries(fields).filter(([, field]) => field.parse)
  const required = written.filter(([, field]) => field.options.required).map(([name]) => name)
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      written.map(([name, field]) => [name, propertySchema(name, field)])
    ),
  }
}

function propertySchema(name: string, field: Field): JsonSchema {
  const schema = { title: labelOf(name, field), ...field.schema }
  return field.options.help ? { ...schema, description: field.options.help } : schema
}

const FILTER_SCHEMAS: Record<Filter['type'], JsonSchema> = {
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  string: { type: 'string' },
  number: { type: 'number' },
  date: { type: 'string', format: 'date' },
}

/** The query parameters of a resource's list. */
export function filterParameters({ fields, list }: Resource): Record<string, JsonSchema> {
  const filters = Object.entries(list.filters ?? {}).map(([name, { type, help }]) => [
    name,
    { ...FILTER_SCHEMAS[type], ...(help ? { description: help } : {}) },
  ])
  const details = Object.values(fields).flatMap(({ expansion }) =>
    expansion ? [[expansion.on, { type: 'boolean', description: 'Adds this nested detail' }]] : []
  )
  const ordering = Object.keys(list.ordering ?? {})
  return Object.fromEntries([
    ['limit', { type: 'integer', description: 'Page size; without it the answer is a bare array' }],
    ['offset', { type: 'integer', description: 'Rows to skip' }],
    ...(list.search
      ? [['search', { type: 'string', description: 'Words that must all occur' }]]
      : []),
    [
      'ordering',
      { type: 'string', description: `Comma list; "-" reverses. Of: ${ordering.join(', ')}` },
    ],
    ...filters,
    ...details,
  ])
}
