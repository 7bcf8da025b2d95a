import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { measureRequest } from '#core/metrics/http_metrics'

/** Every request counts in the metrics, also one that is refused. */
export default class MeasureMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    measureRequest(ctx)
    return next()
  }
}
