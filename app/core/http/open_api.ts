import env from '#start/env'
import { allEndpoints, type Endpoint, idParameters } from '#core/http/endpoint'
import { API_VERSION } from '#core/http/json'
import type { JsonSchema } from '#core/resource/field'
import { resourceSchemas } from '#core/resource/open_api_schemas'

const BODY_TYPES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

const FIELD_ERRORS: JsonSchema = {
  type: 'object',
  description: 'The messages by field; those about the whole under non_field_errors',
  additionalProperties: {
    oneOf: [{ type: 'array', items: {} }, { type: 'string' }],
  },
}

const DETAIL: JsonSchema = {
  type: 'object',
  required: ['detail'],
  properties: { detail: { type: 'string' } },
}

const REFUSALS: Record<string, { status: number; description: string; schema: JsonSchema }> = {
  BadInput: { status: 400, description: 'The input cannot be used', schema: FIELD_ERRORS },
  NotSignedIn: { status: 401, description: 'No token, or none that is good', schema: DETAIL },
  NotAllowed: { status: 403, description: 'The user may not do this', schema: DETAIL },
  NotFound: { status: 404, description: 'There is no such object', schema: DETAIL },
  TooLarge: { status: 413, description: 'The body is larger than 1 MiB', schema: DETAIL },
  WrongType: { status: 415, description: 'The body is of another type', schema: DETAIL },
  KeyReused: {
    status: 422,
    description: 'The Idempotency-Key was used with another body',
    schema: DETAIL,
  },
  TooMany: { status: 429, description: 'Too many failures; see Retry-After', schema: DETAIL },
}

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: JsonSchema
  servers: JsonSchema[]
  tags: { name: string }[]
  security: JsonSchema[]
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

export interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security?: JsonSchema[]
  parameters: Parameter[]
  requestBody?: { content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, JsonSchema>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: JsonSchema
}

let document: OpenApiDocument | undefined

/** The OpenAPI document of every endpoint, made once from what the endpoints and resources say. */
export function openApiDocument(): OpenApiDocument {
  document ??= describeApi()
  return document
}

function describeApi(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const endpoint of allEndpoints()) {
    const path = (paths[openApiPath(endpoint.path)] ??= {})
    path[endpoint.method.toLowerCase()] = operation(endpoint)
  }
  const tags = [...new Set(allEndpoints().map(({ tag }) => tag))].sort()
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bincard API',
      version: String(API_VERSION),
      description: 'The wire format is InvenTree’s; every write accepts an Idempotency-Key.',
    },
    servers: [{ url: env.appUrl }],
    tags: tags.map((name) => ({ name })),
    security: [{ token: [] }, { basic: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '“Token inv-…”, as POST /api/token/ gives it',
        },
        basic: { type: 'http', scheme: 'basic' },
      },
      schemas: resourceSchemas(),
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([name, { description, schema }]) => [
          name,
          { description, content: { 'application/json': { schema } } },
        ])
      ),
    },
  }
}

function openApiPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}')
}

function operation(endpoint: Endpoint): Operation {
  const { method, path, summary, tag, isPublic, body } = endpoint
  return {
    operationId: `${path.replaceAll(/\W+/g, '_').replaceAll(/^_|_$/g, '')}_${method.toLowerCase()}`,
    summary,
    tags: [tag],
    ...(isPublic ? { security: [] } : {}),
    parameters: parameters(endpoint),
    ...(body ? { requestBody: { content: inEveryType(body) } } : {}),
    responses: responses(endpoint),
  }
}

function inEveryType(schema: JsonSchema) {
  return Object.fromEntries(BODY_TYPES.map((type) => [type, { schema }]))
}

function parameters({ path, query, method, isKeyless }: Endpoint): Parameter[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]): Parameter => {
    const type = idParameters(path).includes(name) ? 'integer' : 'string'
    return { name, in: 'path', required: true, schema: { type } }
  })
  const inQuery = Object.entries(query?.() ?? {}).map(
    ([name, { description, ...schema }]): Parameter => ({
      name,
      in: 'query',
      ...(description ? { description: String(description) } : {}),
      schema,
    })
  )
  const key: Parameter = {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'A request that is sent again with its key and body takes effect once',
    schema: { type: 'string', maxLength: 255 },
  }
  return [...inPath, ...inQuery, ...(WRITING.has(method) && !isKeyless ? [key] : [])]
}

function responses(endpoint: Endpoint): Record<string, JsonSchema> {
  const { status, schema, description } = endpoint.answer ?? { status: 200 }
  const content = schema ? { content: { 'application/json': { schema } } } : {}
  const refusals = refusalsOf(endpoint).map((name) => [
    String(REFUSALS[name].status),
    { $ref: `#/components/responses/${name}` },
  ])
  return {
    [String(status)]: { description: description ?? 'What was asked for', ...content },
    ...Object.fromEntries(refusals),
  }
}

function refusalsOf({ method, path, needs, isPublic, isKeyless }: Endpoint): string[] {
  const writes = WRITING.has(method)
  return [
    ...(writes ? ['BadInput', 'TooLarge', 'WrongType'] : []),
    ...(writes && !isKeyless ? ['KeyReused'] : []),
    ...(isPublic && !isKeyless ? [] : ['NotSignedIn', 'TooMany']),
    ...(needs ? ['NotAllowed'] : []),
    ...(path.includes(':') ? ['NotFound'] : []),
  ]
}
