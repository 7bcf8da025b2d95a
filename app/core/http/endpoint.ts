import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import { type Area, can, type Right } from '#core/access'
import { BadRequest, Forbidden } from '#core/exceptions'
import { sendJson } from '#core/http/json'
import type { JsonSchema } from '#core/resource/field'
import { middleware } from '#start/kernel'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** One endpoint of the API: its route and what the OpenAPI document says of it. */
export interface Endpoint {
  method: Method
  /** "/api/part/:id/"; a parameter called id, or ending in Id, is a number. */
  path: string
  summary: string
  /** The heading it stands under in the documentation. */
  tag: string
  /** What the user must be allowed to do; without it any signed-in user may. */
  needs?: readonly [Area, Right]
  /** True for what needs no sign-in. */
  isPublic?: boolean
  /** True for what takes no Idempotency-Key though it writes. */
  isKeyless?: boolean
  query?: () => Record<string, JsonSchema>
  body?: JsonSchema
  /** Status and schema of the answer when all goes well. */
  answer?: { status: number; schema?: JsonSchema; description?: string }
}

type Handler = (ctx: HttpContext) => unknown

const endpoints: Endpoint[] = []

/** Every endpoint of the API, in the order of the routes. */
export function allEndpoints(): readonly Endpoint[] {
  return endpoints
}

/** Makes the route of an endpoint: sign-in, trailing slash and right are checked before the handler. */
export function defineEndpoint(endpoint: Endpoint, handler: Handler): void {
  endpoints.push(endpoint)
  const { method, path } = endpoint
  const methods = method === 'GET' ? ['GET', 'HEAD'] : [method]
  const route = router.route(path, methods, (ctx: HttpContext) => {
    if (!ctx.request.url().endsWith('/')) return sendNotFound(ctx)
    const [area, right] = endpoint.needs ?? []
    if (area && right && !can(ctx.actor, area, right)) throw new Forbidden(area, right)
    return handler(ctx)
  })
  for (const name of idParameters(path)) route.where(name, /^\d+$/)
  route.as(routeName(endpoint)).use(middleware.apiRequest())
  route.use(middleware.apiActor({ optional: endpoint.isPublic }))
}

/** The names of the path's parameters that are ids. */
export function idParameters(path: string): string[] {
  return [...path.matchAll(/:(id|\w+Id)\b/g)].map(([, name]) => name)
}

/** The id in the path, as a number; one beyond all ids is as good as any that does not exist. */
export function idOf(ctx: HttpContext, name = 'id'): number {
  return Number(ctx.params[name])
}

function routeName({ method, path }: Endpoint): string {
  const words = path
    .split('/')
    .filter(Boolean)
    .map((word) => word.replace(':', 'by_'))
  return `${words.join('.')}.${method.toLowerCase()}`
}

function sendNotFound(ctx: HttpContext): void {
  sendJson(ctx, 404, { detail: 'API endpoint not found', url: ctx.request.completeUrl() })
}

const methodsByPattern = new Map<string, string>()

/** "GET, POST, HEAD, OPTIONS": what the path of a route can be asked with. */
export function allowedMethods(pattern = ''): string {
  let methods = methodsByPattern.get(pattern)
  if (methods === undefined) {
    const known = endpoints.filter(({ path }) => samePath(path, pattern))
    methods = orderedMethods(known.map(({ method }) => method))
    methodsByPattern.set(pattern, methods)
  }
  return methods
}

const METHOD_ORDER = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

function orderedMethods(methods: readonly Method[]): string {
  const all = new Set<string>(methods)
  if (all.has('GET')) all.add('HEAD')
  return METHOD_ORDER.filter((method) => all.has(method)).join(', ')
}

function samePath(path: string, pattern: string): boolean {
  return path.replace(/\/$/, '') === pattern.replace(/\/$/, '')
}

/** The last route under /api: 405 for a known path, else 404, and 401 before either. */
export function defineFallback(): void {
  router
    .route('/api/*', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], (ctx) => {
      const method = ctx.request.method()
      const allowed = methodsOfUrl(ctx.request.url())
      if (allowed === '') return sendNotFound(ctx)
      ctx.response.header('allow', allowed)
      throw new BadRequest(`Method "${method}" not allowed.`, 405)
    })
    .as('api.fallback')
    .use([middleware.apiRequest(), middleware.apiActor()])
}

/** The methods that an address answers to; empty when it is no endpoint. */
function methodsOfUrl(url: string): string {
  if (!url.endsWith('/')) return ''
  const known = endpoints.filter(({ path }) => pathPattern(path).test(url))
  return orderedMethods(known.map(({ method }) => method))
}

function pathPattern(path: string): RegExp {
  const pattern = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    name === 'id' || name.endsWith('Id') ? String.raw`\d+` : '[^/]+'
  )
  return new RegExp(`^${pattern}$`)
}
