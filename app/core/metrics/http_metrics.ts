import type { HttpContext } from '@adonisjs/core/http'
import { Counter, Histogram } from 'prom-client'
import { registry } from '#core/metrics/registry'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** Neither a page nor an endpoint: files of public/, and what is not there. */
const NO_ROUTE = 'none'
/** It is open for as long as its page is. */
const STREAM = '/__transmit/events'

const requests = new Counter({
  name: 'bincard_http_requests_total',
  help: 'Requests answered, by the pattern of their route',
  labelNames: ['method', 'route', 'status'],
  registers: [registry],
})

const durations = new Histogram({
  name: 'bincard_http_request_duration_seconds',
  help: 'From the arrival of a request to the end of its answer, without live streams',
  labelNames: ['method', 'route'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
})

/** Counts the request once it is answered, or its client is gone. */
export function measureRequest(ctx: HttpContext): void {
  const begun = performance.now()
  ctx.response.response.once('close', () => {
    const method = METHODS.has(ctx.request.method()) ? ctx.request.method() : 'other'
    const route = ctx.route?.pattern ?? NO_ROUTE
    requests.inc({ method, route, status: ctx.response.response.statusCode })
    if (route !== STREAM) durations.observe({ method, route }, (performance.now() - begun) / 1000)
  })
}
