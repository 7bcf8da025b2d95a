import env from '#start/env'
import type { HttpContext } from '@adonisjs/core/http'
import { openApiDocument, type OpenApiDocument, type Operation } from '#core/http/open_api'
import type { JsonSchema } from '#core/resource/field'

interface FieldLine {
  name: string
  type: string
  note: string
  isRequired: boolean
}

interface OperationView {
  id: string
  method: string
  path: string
  summary: string
  isPublic: boolean
  parameters: (FieldLine & { place: string })[]
  body: FieldLine[]
  answers: { status: string; description: string }[]
}

/** GET /api-doc/: the OpenAPI document as a page. */
export function showApiDoc({ view }: HttpContext) {
  const document = openApiDocument()
  const groups = document.tags.map(({ name }) => ({
    name,
    id: name.toLowerCase().replaceAll(/\W+/g, '-'),
    operations: operationsOf(document, name),
  }))
  return view.render('pages/api/show', {
    groups,
    version: document.info.version,
    origin: env.appUrl,
  })
}

function operationsOf(document: OpenApiDocument, tag: string): OperationView[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => toView(document, operation, `${method.toUpperCase()} ${path}`))
  )
}

function toView(document: OpenApiDocument, operation: Operation, address: string): OperationView {
  const [method, path] = address.split(' ')
  const body = operation.requestBody?.content['application/json'].schema
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    isPublic: operation.security !== undefined,
    parameters: operation.parameters.map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      type: typeText(parameter.schema),
      note: parameter.description ?? '',
      isRequired: Boolean(parameter.required),
    })),
    body: body ? fieldLines(document, body) : [],
    answers: Object.entries(operation.responses).map(([status, answer]) => ({
      status,
      description: String(resolve(document, answer).description),
    })),
  }
}

function fieldLines(document: OpenApiDocument, schema: JsonSchema): FieldLine[] {
  const resolved = resolve(document, schema)
  if (Array.isArray(resolved.allOf)) {
    return resolved.allOf.flatMap((part: JsonSchema) => fieldLines(document, part))
  }
  const required = Array.isArray(resolved.required) ? resolved.required : []
  const properties = (resolved.properties ?? {}) as Record<string, JsonSchema>
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeText(property),
    note: String(property.description ?? property.title ?? ''),
    isRequired: required.includes(name),
  }))
}

/** What a `$ref` points at in the document, or the schema itself. */
function resolve(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(String(schema.$ref)) ?? []
  return kind ? ((document.components[kind][name] ?? {}) as JsonSchema) : schema
}

function typeText({ type, enum: values, maxLength, format, items }: JsonSchema): string {
  if (Array.isArray(values)) return values.join(' | ')
  if (Array.isArray(type)) return type.join(' or ')
  if (type === 'array' && items) return `array of ${typeText(items as JsonSchema)}`
  const name = String(format ?? type ?? 'any')
  return maxLength ? `${name}, up to ${String(maxLength)}` : name
}
