import type { HttpContext } from '@adonisjs/core/http'
import type { QueryString } from '#core/resource/list_query'

const parsed = new WeakMap<HttpContext, QueryString>()

/** The query's parameters as texts; of one that comes more than once the last counts, as in Django. */
export function queryOf(ctx: HttpContext): QueryString {
  let query = parsed.get(ctx)
  if (!query) {
    query = Object.fromEntries(new URLSearchParams(ctx.request.parsedUrl.query ?? ''))
    parsed.set(ctx, query)
  }
  return query
}

/** The address of another page of the same list: the keys in alphabetical order. */
export function pageUrl(ctx: HttpContext, limit: number, offset: number): string {
  const query = new Map(Object.entries(queryOf(ctx)))
  query.set('limit', String(limit))
  if (offset > 0) query.set('offset', String(offset))
  else query.delete('offset')
  const pairs = [...query].sort(([one], [other]) => (one < other ? -1 : 1))
  return `${ctx.request.completeUrl()}?${new URLSearchParams(pairs).toString()}`
}
