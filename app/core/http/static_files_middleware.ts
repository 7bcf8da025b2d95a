import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import StaticMiddleware from '@adonisjs/static/static_middleware'
import { preferCompressed } from '#core/http/compressed_assets'

/** Files of public/, asked for only where one can be: an API request never waits for the disk. */
export default class StaticFilesMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    if (ctx.request.url().startsWith('/api/')) return next()
    preferCompressed(ctx)
    const files = await app.container.make(StaticMiddleware)
    return files.handle(ctx, next)
  }
}
