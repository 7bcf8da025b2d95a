import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'

interface Schema {
  $ref?: string
  const?: unknown
  type?: string | string[]
  pattern?: string
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean
  items?: Schema
}

export function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(app.makePath(`app/events/schemas/${name}`), 'utf8'))
}

/** Where a value breaks a schema; knows the words of JSON Schema that the event schemas use. */
export function schemaFaults(schema: Schema, value: unknown, at = ''): string[] {
  if (schema.$ref) return schemaFaults(readSchema(schema.$ref), value, at)
  if ('const' in schema) return schema.const === value ? [] : [`${at} is not ${schema.const}`]
  const types = [schema.type ?? []].flat()
  if (types.length > 0 && !types.includes(typeOf(value))) return [`${at} is ${typeOf(value)}`]
  if (schema.pattern && !new RegExp(schema.pattern).test(String(value))) return [`${at}: ${value}`]
  if (Array.isArray(value)) {
    const { items = {} } = schema
    return value.flatMap((item, index) => schemaFaults(items, item, `${at}[${index}]`))
  }
  return typeOf(value) === 'object' ? objectFaults(schema, Object(value), at) : []
}

function objectFaults(schema: Schema, value: Record<string, unknown>, at: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema
  const missing = required
    .filter((name) => !(name in value))
    .map((name) => `${at}.${name} is missing`)
  const unknown = Object.keys(value)
    .filter((name) => additionalProperties === false && !(name in properties))
    .map((name) => `${at}.${name} is unknown`)
  const nested = Object.entries(properties)
    .filter(([name]) => name in value)
    .flatMap(([name, property]) => schemaFaults(property, value[name], `${at}.${name}`))
  return [...missing, ...unknown, ...nested]
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
