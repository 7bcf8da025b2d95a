import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import '#core/metrics/database_metrics'
import env from '#start/env'
import { mayScrape } from '#core/metrics/may_scrape'
import { metricsText, registry } from '#core/metrics/registry'

router
  .get('/metrics', async (ctx) => {
    const { response } = ctx
    response.header('cache-control', 'no-store')
    if (mayScrape(ctx)) {
      response.header('content-type', registry.contentType)
      return response.send(await metricsText())
    }
    return refuse(ctx)
  })
  .as('core.metrics')

function refuse({ response }: HttpContext): void {
  response.type('text/plain')
  if (env.metricsToken) {
    response.header('www-authenticate', 'Bearer')
    return response.status(401).send('Bring METRICS_TOKEN: "Authorization: Bearer …".\n')
  }
  const text =
    'Metrics are for private addresses, not through a proxy. METRICS_TOKEN lets others in.\n'
  response.status(403).send(text)
}
